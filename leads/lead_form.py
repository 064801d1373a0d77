"""The form of what staff know of a prospect."""

from plumbing.guarded_form import GuardedForm


class LeadForm(GuardedForm):
    """A lead's fields."""

    @property
    def corrections(self) -> str:
        """What is changed, a line a field, for the timeline."""
        return "\n".join(
            f"{self.fields[name].label}：{self._words(self.before, name)} → {self._words(self.instance, name)}"
            for name in self.changed_data
        )

    def _words(self, row: object, name: str) -> str:
        return self.in_words(row, name) or "空"
