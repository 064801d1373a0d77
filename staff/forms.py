"""The forms of signing in: the password, then one field a step, each with its keyboard and autofill."""

import unicodedata

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import UsernameField
from django.core.validators import MaxLengthValidator

from plumbing import typed_fields, typed_text
from staff.second_factor import RECOVERY_LENGTH

ON_PAPER = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}


def _typed(value):
    """Without the blanks and hyphens that codes are read in; full-width letters are as good as others."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", value).lower() if letter.isalnum())


class LoginNameField(UsernameField):
    """Without the marks that phones put around what is copied."""

    def to_python(self, value):
        return super().to_python(typed_text.identifier(value or ""))


class PasswordForm(AdminAuthenticationForm):
    """Django's, with one short sentence that does not tell which of the two was wrong."""

    error_messages = {"invalid_login": "用户名或密码不对。请注意大小写。", "inactive": "这个账号已停用。"}

    username = LoginNameField(widget=forms.TextInput({"autofocus": True}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Django tells only the browser; a longer one would not fit where failures are counted.
        self.fields["username"].validators.append(MaxLengthValidator(self.fields["username"].max_length))


class CodeForm(forms.Form):
    """Six digits from the authenticator app."""

    code = typed_fields.LineField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self):
        code = _typed(self.cleaned_data["code"])
        if not (len(code) == 6 and code.isdecimal()):
            raise forms.ValidationError("验证码是六位数字。")
        return code


class SignInCodeForm(CodeForm):
    """The code after the password; the device may be trusted where the settings allow it."""

    trust = forms.BooleanField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Not at enrolment, where a phone's keyboard would hide the picture.
        self.fields["code"].widget.attrs["autofocus"] = True
        if settings.TRUSTED_DEVICE_DAYS:
            self.fields["trust"].label = f"信任这台设备 {settings.TRUSTED_DEVICE_DAYS} 天，期间不再问验证码"
        else:
            del self.fields["trust"]


class RecoveryForm(forms.Form):
    """One of the codes kept on paper."""

    code = typed_fields.LineField(label="恢复码", max_length=40, widget=forms.TextInput(ON_PAPER))

    def clean_code(self):
        code = _typed(self.cleaned_data["code"])
        if len(code) != RECOVERY_LENGTH:
            raise forms.ValidationError(f"恢复码是 {RECOVERY_LENGTH} 个字母或数字。")
        return code


class ProofForm(forms.Form):
    """Either of them, from somebody signed in already: the phone may be what was lost."""

    code = typed_fields.LineField(
        label="验证码，或者一个恢复码",
        max_length=40,
        widget=forms.TextInput(ON_PAPER | {"autocomplete": "one-time-code"}),
    )

    def clean_code(self):
        return _typed(self.cleaned_data["code"])
