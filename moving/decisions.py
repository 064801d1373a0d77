"""What was decided of a site's names, ready to be asked for each story; and what nobody has decided yet."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from urllib.parse import urlsplit

from django.utils import timezone

from moving import old_hosts
from moving.choices import Choices
from moving.dating import Undated, is_usual
from moving.hosts import Twins
from moving.models import NameDecision, OldSite, Sort
from moving.source import NameKind, Source, Story, StoryKind, Visibility

#: A byline is no longer than this here.
MOST_BYLINE = 40
#: Of the newest stories, by which two backups are told apart.
MOST_NEWEST = 20


@dataclass
class Usage:
    """How many stories name each category, tag and author, and the pages; `""` counts stories without a category."""

    counts: dict[Sort, Counter[str]] = field(default_factory=lambda: {sort: Counter() for sort in Sort})
    pages: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[Sort, str], str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    stories: int = 0
    #: Public stories without a usable date, see moving.dating: how many, and [id, title, date as told, date it gets].
    undated_count: int = 0
    undated: list[list[str]] = field(default_factory=list)
    #: When stories were last published or changed there, the newest first, in UTC as ISO 8601 has it.
    newest: list[str] = field(default_factory=list)
    #: Its own hosts, as far as they are known.
    hosts: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Source) -> "Usage":
        """Counted in one pass over the source."""
        usage = cls(hosts=_hosts_of(source))
        for name in source.names():
            usage.names[_SORTS[name.kind], name.id] = name.name
            if name.kind == NameKind.CATEGORY:
                usage.parents[name.id] = name.parent
        undated, twins, now = Undated(), Twins(usage.hosts), timezone.now()
        for story in source.stories():
            usage._count(story)
            moments = [each for each in (story.published_at, story.updated_at) if each and is_usual(each, now)]
            newest = [max(moments).astimezone(UTC).isoformat()] if moments else []
            usage.newest = sorted([*usage.newest, *newest], reverse=True)[:MOST_NEWEST]
            undated.take(story, is_public=story.visibility == Visibility.PUBLIC)
            twins.take(story.original)
        usage.undated_count, usage.undated = undated.count, undated.rows
        usage.hosts += tuple(twins.seen)
        return usage

    def _count(self, story: Story) -> None:
        self.stories += 1
        if story.kind == StoryKind.PAGE:
            self.pages[story.id] = story.title
            self.counts[Sort.PAGE][story.id] += 1
        else:
            self.counts[Sort.CATEGORY][self.known(Sort.CATEGORY, story.category)] += 1
        self.counts[Sort.TAG].update({tag for tag in story.tags if (Sort.TAG, tag) in self.names})
        if (Sort.AUTHOR, story.author) in self.names:
            self.counts[Sort.AUTHOR][story.author] += 1

    def known(self, sort: Sort, old_id: str) -> str:
        """The id, or "" where it is nobody's: what was deleted leaves its id behind."""
        return old_id if (sort, old_id) in self.names else ""

    def rows(self) -> Iterable[tuple[Sort, str, str, int]]:
        """(sort, id, name, stories) of all that may be decided: names nobody uses may not, but categories."""
        for (sort, old_id), name in self.names.items():
            if sort == Sort.CATEGORY or self.counts[sort][old_id]:
                yield sort, old_id, name, self.counts[sort][old_id]
        if without := self.counts[Sort.CATEGORY][""]:
            yield Sort.CATEGORY, "", "（没有分类）", without
        for old_id, title in self.pages.items():
            yield Sort.PAGE, old_id, title, 1


def _hosts_of(source: Source) -> tuple[str, ...]:
    named = dict.fromkeys([urlsplit(source.base_url).hostname or "", *source.own_hosts])
    return tuple(host for host in named if "." in host and not host.replace(".", "").isdecimal())


_SORTS = {NameKind.CATEGORY: Sort.CATEGORY, NameKind.TAG: Sort.TAG, NameKind.AUTHOR: Sort.AUTHOR}


class Decisions:
    """The decisions of one site."""

    def __init__(self, site: OldSite) -> None:
        self.site, self.choices = site, Choices(site)
        self._rows: dict[tuple[str, str], NameDecision] = {
            (row.sort, row.old_id): row for row in NameDecision.objects.filter(site=site)
        }

    def get(self, sort: Sort, old_id: str) -> NameDecision | None:
        """The decision, or None."""
        return self._rows.get((sort, old_id))

    def missing(self, usage: Usage) -> list[str]:
        """What nobody has decided, in words: the run does not begin. A category without stories stops nobody."""
        lacking = [
            f"{f'{sort.label} {old_id}'.strip()}「{name}」（{count} 篇）"
            for sort, old_id, name, count in usage.rows()
            if count and (sort, old_id) not in self._rows
        ]
        hosts = ["旧站用过的域名"] if old_hosts.is_open(self.site, usage.hosts) else []
        return [*lacking, *self.choices.missing(), *hosts]

    def placing(self, story: Story) -> NameDecision | None:
        """What says where the story goes: its page's own decision, its category's, or that of stories without one."""
        if story.kind == StoryKind.PAGE:
            return self.get(Sort.PAGE, story.id)
        return self.get(Sort.CATEGORY, story.category) or self.get(Sort.CATEGORY, "")

    def tags(self, story: Story) -> list[str]:
        """The names of its tags here, each once whatever its case."""
        names: dict[str, str] = {}
        decided = [self.get(Sort.TAG, each) for each in story.tags]
        category = self.placing(story)
        for row in [*decided, category]:
            if row and row.tag and not row.leaves_out:
                names.setdefault(row.tag.casefold(), row.tag)
        return list(names.values())

    def byline(self, story: Story) -> str:
        """Whom the story names here."""
        row = self.get(Sort.AUTHOR, story.author)
        return row.byline if row and not row.leaves_out else ""
