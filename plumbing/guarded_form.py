"""A form of a row that two may have open at once: the second to save reads what the first wrote, and chooses."""

from typing import Any, cast

from django import forms
from django.http import QueryDict


class GuardedForm(forms.ModelForm):
    """Overwrites no change that somebody made to the same field since the form was opened, unless they saw it.

    Validated within a transaction: the row is locked until the end of that.
    """

    #: Fields that are not compared: of what is never shown.
    unguarded: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # As it was when the form was opened.
            field.show_hidden_initial = bool(self.instance.pk and name not in self.unguarded)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.instance.pk:
            return cleaned
        #: The row as it is before this form is saved.
        self.before = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        for name in [name for name in cleaned if self.fields[name].show_hidden_initial]:
            now = getattr(self.before, name)
            now = now.all() if hasattr(now, "all") else now
            if name not in self.changed_data:
                cleaned[name] = now  # as somebody may have changed it meanwhile
                continue
            current = self._posted(name, now)
            if current not in (self._seen(name), self._posted(name, cleaned[name])):
                words = self.in_words(self.before, name) or "空"
                self.add_error(name, f"您打开以后同事改过，现在是“{words}”。要以您写的为准，核对后再保存一次。")
                self.data = cast(QueryDict, self.data).copy()
                self.data.setlist(self.add_initial_prefix(name), current)
        return cleaned

    def in_words(self, row: Any, name: str) -> str:
        """The value of a field as people read it."""
        display = getattr(row, f"get_{name}_display", None)
        value = display() if display else getattr(row, name)
        return "" if value is None else str(value)

    def _seen(self, name: str) -> list[str]:
        seen = cast(QueryDict, self.data).getlist(self.add_initial_prefix(name))
        return sorted(each.replace("\r\n", "\n") for each in seen if each)

    def _posted(self, name: str, value: Any) -> list[str]:
        """The values that a browser posts, none for an empty one."""
        prepared = self.fields[name].prepare_value(getattr(value, "pk", value))
        values = prepared if isinstance(prepared, list) else [prepared]
        return sorted(str(each) for each in values if each not in (None, ""))
