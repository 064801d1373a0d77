"""Whether a source is all there: what is cut off must take nothing away from the stories that are here already."""

from dataclasses import replace

from articles.models import Article
from moving.fields import Facts
from moving.models import MovedStory, OldSite, Run, Step, StepKind
from moving.source import Source, Story

#: The answer by which an owner has an incomplete source taken all the same: in Step.result, and in Run.source.
TAKEN = "takes_incomplete"
LABEL = "仍要用这份不完整的备份"
#: Where nothing is here that could lose something.
FIRST = "缺的文章迁不进来，迁入的也可能少标签、栏目。"
#: Tables whose refusals are the end of a whole file.
_FILES = {"", "wxr"}


class Incomplete(Exception):
    """The source is not all there. `is_first`: no story of the site is here yet."""

    def __init__(self, damage: list[str], *, is_first: bool = False) -> None:
        what = FIRST if is_first else "这个旧站已经有文章在本站，缺的部分看不出来，所以没有做。"
        kept = "" if is_first else "：没有改过的文章原样不动，标签、栏目等只加不减"
        super().__init__(
            f"备份不完整：{'；'.join(damage[:3])}。{what}请重新导出一份完整的；只有这一份的，选“{LABEL}”{kept}。"
        )


def damage(source: Source) -> list[str]:
    """Where a source, read to its end, ends too early, in words; a row that cannot be read costs itself alone."""
    return [each.why for each in source.refused() if each.table in _FILES or each.id.endswith("起")]


def damage_of_look(site: OldSite) -> list[str]:
    """The same, as the newest look found it."""
    look = Step.objects.done().filter(site=site, kind=StepKind.LOOK).values_list("result__damage", flat=True).first()
    return list(look or [])


def is_here(site: OldSite) -> bool:
    """Whether earlier runs than the one that goes on have brought stories in."""
    there = MovedStory.objects.filter(site=site, article__isnull=False)
    going = Run.objects.unfinished().filter(site=site).first()
    return (there.exclude(run=going) if going else there).exists()


def kept(facts: Facts, story: Story, article: Article, *, is_dated: bool) -> Facts:
    """The facts of a story whose names may be cut off, with what its article has and they lack."""
    named = {name.casefold(): name for name in (*facts.tags, *article.tags.values_list("name", flat=True))}
    has_place = bool(story.category) or article.section_id is None
    return replace(
        facts,
        tags=tuple(named.values()),
        byline=facts.byline or article.byline,
        section_id=facts.section_id if has_place else article.section_id,
        zone_id=facts.zone_id if has_place else article.zone_id,
        published_at=facts.published_at if is_dated else article.published_at or facts.published_at,
    )
