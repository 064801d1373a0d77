"""The form of what staff know of a prospect."""

from typing import Any

from django import forms

from leads import credit_codes
from plumbing.guarded_form import GuardedForm
from plumbing.masking import mask_in

#: Into these people write numbers, which are shown to who has dialled alone.
MASKED = ("company",)


class CreditCodeField(forms.CharField):
    """统一社会信用代码, in whatever letters and groups it was typed or pasted."""

    default_validators = [credit_codes.validate]

    def to_python(self, value: Any) -> str:
        return credit_codes.typed(super().to_python(value) or "")


class LeadForm(GuardedForm):
    """A lead's fields. A company with a number in its name is shown masked; left as it is shown, it stays as it was."""

    credit_code = CreditCodeField(
        label="统一社会信用代码",
        required=False,
        help_text="营业执照上的 18 位，可不填。同一家公司的线索按它和公司名称认。",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MASKED:
            typed = self.initial.get(name, "")
            if name in self.fields and mask_in(typed) != typed:
                self.initial[name] = mask_in(typed)
                self.fields[name].help_text = "里面的号码已隐去，点“拨打”能看到；不改就原样保留。"

    def _posted(self, name: str, value: Any) -> list[str]:
        posted = super()._posted(name, value)
        return [mask_in(each) for each in posted] if name in MASKED else posted

    @property
    def corrections(self) -> str:
        """What is changed, a line a field, for the timeline."""
        return "\n".join(
            f"{self.fields[name].label}：{self._words(self.before, name)} → {self._words(self.instance, name)}"
            for name in self.changed_data
        )

    def _words(self, row: object, name: str) -> str:
        return self.in_words(row, name) or "空"
