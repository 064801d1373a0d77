"""What the checker found, as the desk shows it: in the order in which the form holds the words."""

from collections.abc import Iterable

from articles.checking.story import Finding

#: As the form has them; what lists show of the body stands before it.
FIELDS = ("title", "excerpt", "body", "summary", "city", "source_name", "event_date")


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by their places, whatever rule found them."""
    return sorted(findings, key=lambda each: (FIELDS.index(each.field), each.paragraph or 0, each.start))
