"""The form of what staff know of a prospect: of two who change the same, the second reads what the first wrote."""

from typing import Any, cast

from django import forms
from django.http import QueryDict

from leads.models import Lead


class LeadForm(forms.ModelForm):
    """A lead's fields. A change that a colleague made since the form was opened is not overwritten unseen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True  # as it was when the form was opened

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.before = Lead.objects.select_for_update().get(pk=self.instance.pk)
        for name in [name for name in self.changed_data if name in cleaned]:
            current = self._posted(name, getattr(self.before, name))
            if current not in {self._seen(name), self._posted(name, cleaned[name])}:
                words = _in_words(self.before, name)
                self.add_error(name, f"您打开以后同事改过，现在是“{words}”。要以您写的为准，核对后再保存一次。")
                self.data = cast(QueryDict, self.data).copy()
                self.data[self.add_initial_prefix(name)] = current
        return cleaned

    def _seen(self, name: str) -> str:
        return self.data.get(self.add_initial_prefix(name), "").replace("\r\n", "\n")

    def _posted(self, name: str, value: Any) -> str:
        """The value as a browser posts it."""
        return str(self.fields[name].prepare_value(getattr(value, "pk", value)) or "")

    @property
    def corrections(self) -> str:
        """What is changed, a line a field, for the timeline."""
        return "\n".join(
            f"{self.fields[name].label}：{_in_words(self.before, name)} → {_in_words(self.instance, name)}"
            for name in self.changed_data
        )


def _in_words(lead: Lead, name: str) -> str:
    display = getattr(lead, f"get_{name}_display", None)
    return str((display() if display else getattr(lead, name)) or "空")
