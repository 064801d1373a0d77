"""Where the lists of an old site lead: each address of a category, tag, author or month, and what is answered there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.urls import reverse

from moving.address_book import AddressBook, Place
from moving.asking import Answer
from moving.decisions import Decisions
from moving.models import Sort
from moving.naming import path_of, tags_by_name, target_of
from moving.source import NameKind, Source


@dataclass(frozen=True)
class ListAddress:
    """An address, what it listed, and the paths to any of which it may lead; none for one that is gone."""

    address: str
    name: str
    paths: tuple[str, ...]

    def is_right(self, answer: Answer) -> bool:
        """Whether that is what is to be answered. A list's feed leads to the list or to its feed here."""
        if not self.paths:
            return answer.status == 410
        return answer.status == 301 and answer.path.replace("feed.xml", "", 1) in map(unquote, self.paths)


def list_addresses(
    source: Source, decisions: Decisions, book: AddressBook, months: Iterable[tuple[int, int]]
) -> Iterator[ListAddress]:
    """All of them. A name that was not to be decided, since no story has it, leads nowhere."""
    tags = tags_by_name()
    for name in source.names():
        row = decisions.get(Sort(name.kind.value), name.id)
        if row is None or not (row.leaves_out or name.kind == NameKind.AUTHOR or target_of(name, row, tags)):
            continue
        path = path_of(name, row, tags)
        for address in name.addresses:
            # Two names may have had one address, which the first of them keeps.
            owner = book.target(Place(paths=(address,)))
            paths = dict.fromkeys(each for each in (path, owner) if each)
            yield ListAddress(address, name.name, tuple(paths))
    archive = reverse("articles:archive")
    for year, month in sorted(months):
        if address := source.month_address(year, month):
            of_month = reverse("articles:archive_month", args=[year, month])
            yield ListAddress(address, f"{year}-{month:02}", (archive, of_month))
