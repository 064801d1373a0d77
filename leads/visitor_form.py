"""What the forms of visitors share: how somebody is reached, what they agree to, and words that no column holds."""

from collections.abc import Iterable
from typing import Any

from django import forms

from leads import consent
from plumbing import phones, typed_fields, typed_text

#: Of an answer that its column does not hold as many characters are kept.
LONGEST_WORDS = 2000


def input_box(**attributes: str) -> forms.TextInput:
    """The widget of one line."""
    return forms.TextInput(attrs={"class": "field__input", **attributes})


class LineField(typed_fields.LineField):
    """One line of text. Optional by default."""

    def __init__(
        self, label: str, most: int, *, required: bool = False, missing: str = "请填写这一项。", **attributes: str
    ) -> None:
        messages = {"required": missing, "max_length": f"太长了，最多 {most} 个字。"}
        super().__init__(
            label=label, max_length=most, required=required, error_messages=messages, widget=input_box(**attributes)
        )


def prose_field(label: str, most: int, missing: str, placeholder: str) -> typed_fields.ProseField:
    """The box for what somebody has to say; `missing` is said where it is empty."""
    return typed_fields.ProseField(
        label=label,
        max_length=most,
        widget=forms.Textarea({"class": "field__input field__input--tall", "rows": 3, "placeholder": placeholder}),
        error_messages={"required": missing, "max_length": f"太长了，最多 {most} 个字。"},
    )


def phone_field(missing: str = "") -> typed_fields.VerbatimLineField:
    """The field for one or more numbers; optional without `missing`, which is said where it is empty."""
    return typed_fields.VerbatimLineField(
        label="手机号",
        required=bool(missing),
        max_length=phones.LONGEST_READ,
        error_messages={"required": missing, "max_length": "太长了，请只填号码。"},
        widget=input_box(autocomplete="tel", inputmode="tel", type="tel", placeholder="手机，或带区号的座机"),
    )


def email_field() -> typed_fields.EmailField:
    """The optional field for a mail address."""
    # No type="email": the browser would not send the form.
    return typed_fields.EmailField(
        label="邮箱", required=False, max_length=254, widget=input_box(inputmode="email", autocomplete="email")
    )


def consent_field(missing: str, *, required: bool = True) -> forms.ChoiceField:
    """The version of the text that is agreed to, whichever was ever shown; `missing` is said without one."""
    return forms.ChoiceField(
        label="同意",
        required=required,
        choices=[(name, name) for name in consent.VERSIONS],
        widget=forms.TextInput,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class VisitorForm(forms.Form):
    """A form with a `phone_field`."""

    def clean_phone(self) -> str:
        """The numbers as typed; what was read of them is `read_phones` in `cleaned_data`."""
        typed = self.cleaned_data["phone"]
        try:
            self.cleaned_data["read_phones"] = phones.parse_several(typed) if typed else []
        except phones.NotAPhone as error:
            raise forms.ValidationError(error.advice) from error
        return typed

    def more_phones(self) -> Iterable[str]:
        """Yields what of the numbers the columns for two do not hold, with a label."""
        if len(typed := self.cleaned_data.get("phone", "")) > phones.LONGEST_TYPED:
            yield f"{self.fields['phone'].label}：{typed}"
        for number, phone in enumerate(self.cleaned_data.get("read_phones", [])[1:]):
            if number or phone.extension:
                yield f"另一电话：{phones.display(phone.number, phone.extension)}"

    def words_set_aside(self, *others: str) -> Iterable[str]:
        """Yields the optional answers that their fields refuse, each with its label; they are no longer errors.

        Those of the fields named `others` stay errors.
        """
        for name in [name for name in self.errors if name not in others and not self.fields[name].required]:
            words = typed_text.prose(self[name].data)
            cut = f"……（共 {len(words)} 字）" if len(words) > LONGEST_WORDS else ""
            yield f"{self.fields[name].label}：{words[:LONGEST_WORDS]}{cut}"
            self.cleaned_data[name] = ""
            del self.errors[name]

    def phone_answers(self) -> dict[str, Any]:
        """The columns of Enquiry for what was typed and read; of the numbers two, and what is empty as ""."""
        first, *others = self.cleaned_data.get("read_phones") or [phones.Phone("")]
        return {
            "phone_typed": self.cleaned_data["phone"][: phones.LONGEST_TYPED],
            "phone": first.number,
            "extension": first.extension,
            "other_phone": others[0].number if others else "",
        }
