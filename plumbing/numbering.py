"""Numbered lists whose last page costs what the first does: at most 50 pages, counted no further."""

from django.http import Http404
from django.utils.http import urlencode

PAGE_SIZE = 20
MAX_PAGES = 50
#: Counted no further; shown as "1 000+".
MAX_COUNT = PAGE_SIZE * MAX_PAGES


def label(count: int) -> str:
    """A count that goes no further than MAX_COUNT + 1, as visitors are told it."""
    return "1 000+" if count > MAX_COUNT else str(count)


def number_of(text: str | None) -> int:
    """The number of a page as text from the address; 1 of none, 0 of what is no number."""
    text = text or "1"
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 2 else 0


class NoSuchPage(Http404):
    """A number that is no page of a list; `last` is one, and the query strings of that and of the first lead back."""

    def __init__(self, number: str, numbering: "Numbering") -> None:
        super().__init__(f"No page {number[:20]!r}.")
        self.last = numbering.last
        self.first_url, self.last_url = numbering.url(1), numbering.url(numbering.last)


class Numbering:
    """One page of a list of `count` (counted up to MAX_COUNT + 1), and the addresses of the others.

    `number` is the page's, as text from the address. Raises NoSuchPage for anything that is no page of this list; an
    empty list has a page 1.
    """

    def __init__(self, count: int, number: str | None = "1", **query: str | None) -> None:
        self.count = count
        self.last = max(1, -(-min(self.count, MAX_COUNT) // PAGE_SIZE))
        self._query = {key: value for key, value in query.items() if value}
        self.number = number_of(number)
        if not 1 <= self.number <= self.last:
            raise NoSuchPage(number or "", self)
        self.first = (self.number - 1) * PAGE_SIZE

    @property
    def more_than_counted(self) -> bool:
        return self.count > MAX_COUNT

    @property
    def count_label(self) -> str:
        return label(self.count)

    def url(self, number: int) -> str:
        """The query string of another page of the same list; page 1 has none of its own."""
        query = self._query | ({"page": number} if number > 1 else {})
        return f"?{urlencode(query)}" if query else "?"

    @property
    def current_url(self) -> str:
        return self.url(self.number)

    @property
    def previous_url(self) -> str:
        return self.url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url(self.number + 1) if self.number < self.last else ""

    @property
    def links(self) -> list[tuple[int | None, str]]:
        """[(number or None for a gap, address)]: the first, the last and those around this one."""
        numbers = {1, self.last, *range(self.number - 1, self.number + 2)}
        links: list[tuple[int | None, str]] = []
        before = 0
        for number in sorted(number for number in numbers if 1 <= number <= self.last):
            if number - before > 1:
                links.append((None, ""))
            links.append((number, self.url(number)))
            before = number
        return links
