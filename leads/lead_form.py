"""The form of what staff know of a prospect."""

from typing import Any

from plumbing.guarded_form import GuardedForm
from plumbing.masking import mask_in

#: Into these people write numbers, which are shown to who has dialled alone.
MASKED = ("company",)


class LeadForm(GuardedForm):
    """A lead's fields. A company with a number in its name is shown masked; left as it is shown, it stays as it was."""

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
