"""Categories, tags and authors: few enough to be kept, since every story names some."""

import html
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from moving.parents import cut_loops
from moving.source import Name, NameKind, Oddity, Refusal
from moving.texts import one_line
from moving.zblog.addresses import ListOf, Rules, list_addresses
from moving.zblog.database import Database, number
from moving.zblog.rows import Reading

#: Each kind's table and what its rule of addresses is called.
KINDS = {
    NameKind.CATEGORY: ("category", "category"),
    NameKind.TAG: ("tag", "tags"),
    NameKind.AUTHOR: ("member", "author"),
}
#: A site has some hundred tags. Beyond this they are somebody's joke, and would not stay in memory.
MAX_NAMES = 200_000
MAX_LEVELS = 50
ARTICLE_TYPE = 0


@dataclass(slots=True)
class Kept:
    """A name as its addresses are made of it, and what else is to be told of it."""

    stored: ListOf
    parent: str = ""
    #: Which kind of posts it is for; names are unique within one only.
    type: int = ARTICLE_TYPE
    oddities: list[Oddity] = field(default_factory=list)


class Names:
    """All names of a site by their rule's name (category, tags, author) and id."""

    def __init__(self, database: Database) -> None:
        self.kept: dict[str, dict[str, Kept]] = {}
        self.refused: list[Refusal] = []
        for table, rule in KINDS.values():
            self.kept[rule] = self._read(database, table)
        self._cut_loops()

    def _read(self, database: Database, table: str) -> dict[str, Kept]:
        found: dict[str, Kept] = {}
        for row in database.rows(table, ("id", "name", "alias", "parentid", "type")):
            if isinstance(row, Refusal):
                self.refused.append(row)
                continue
            reading, id_number = Reading(row), number(row.get("id"))
            id_text = str(id_number)
            if id_number is None or id_text in found or len(found) >= MAX_NAMES:
                why = "编号不是数字" if id_number is None else "编号重复" if id_text in found else "太多"
                self.refused.append(Refusal(table, id_text, why))
                continue
            stored = ListOf(id_text, reading.text("name"), reading.text("alias").strip())
            parent = str(reading.number("parentid") or "") if table == "category" else ""
            found[id_text] = Kept(stored, parent, reading.number("type"), reading.oddities)
        return found

    def _cut_loops(self) -> None:
        categories = self.kept["category"]
        parents = {id_text: kept.parent for id_text, kept in categories.items()}
        for id_text, oddity in cut_loops(parents).items():
            categories[id_text].oddities.append(oddity)
            categories[id_text].parent = parents[id_text]

    def above(self, category: str) -> Iterator[str]:
        """Ids of the categories above one, nearest first, as far as anybody nests them."""
        categories = self.kept["category"]
        for _ in range(MAX_LEVELS):
            if category not in categories or not (category := categories[category].parent):
                return
            yield category

    def all(self, rules: Rules, stories: dict[str, Counter[str]], page_size: int) -> Iterator[Name]:
        """Each name with the addresses at which its stories were listed; the first of two with one address owns it."""
        for kind, (_, rule) in KINDS.items():
            claimed: set[int] = set()
            for id_text, kept in self.kept[rule].items():
                pages = -(-stories[rule][id_text] // page_size)
                addresses = []
                if kept.type == ARTICLE_TYPE:
                    # Where R&amp;D is stored, R&D is what people see, and type.
                    stored, shown = kept.stored, replace(kept.stored, name=html.unescape(kept.stored.name))
                    addresses = [each for one in (stored, shown) for each in list_addresses(rules, rule, one, pages)]
                own = tuple(each for each in dict.fromkeys(addresses) if hash(each) not in claimed)
                claimed.update(map(hash, own))
                yield Name(
                    kind=kind,
                    id=id_text,
                    name=one_line(kept.stored.name) if rule != "author" else self.shown_author(kept.stored),
                    alias=html.unescape(kept.stored.alias),
                    parent=kept.parent,
                    addresses=own,
                    oddities=tuple(kept.oddities),
                )

    @staticmethod
    def shown_author(stored: ListOf) -> str:
        """An author's name as it was shown: the alias, where there is one."""
        return one_line(stored.alias or stored.name)
