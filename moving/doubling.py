"""Whether the stories of a source are here already by another old site: the same backup twice is every story twice."""

from itertools import islice

from moving.belonging import LEAST, MOST_STORIES, SAME
from moving.models import MovedStory, OldSite, Step, StepKind
from moving.source import Source

#: The answer by which an owner has them brought in all the same: in Step.result, and in Run.source.
TAKEN = "takes_double"
LABEL = "这些文章本站已经有了，仍要再迁一份"
#: (the other site's key, in words, how many of its stories have the same number and title here).
Double = tuple[int, str, int]


class Doubled(Exception):
    """The stories are here already, by another old site."""

    def __init__(self, double: Double) -> None:
        super().__init__(f"{in_words(double)}要更新那个旧站，在它那里“换一份备份”；确实要再迁一份的，选“{LABEL}”。")


def in_words(double: Double) -> str:
    """What a page says of it."""
    _, other, count = double
    return f"这份备份像是迁过的：旧站{other}里已经有 {count} 篇编号和标题都相同的文章。照这样迁，每篇都会有两份。"


def double_of(site: OldSite, source: Source) -> Double | None:
    """The other old site that has brought in most of these stories; None once stories of this one are here."""
    if MovedStory.objects.filter(site=site, article__isnull=False).exists():
        return None
    titles = {story.id: story.title[:250].replace("\x00", "") for story in islice(source.stories(), MOST_STORIES)}
    there = MovedStory.objects.exclude(site=site).filter(article__isnull=False, old_id__in=list(titles))
    counts = dict[int, int]()
    for key, old_id, title in there.values_list("site_id", "old_id", "title").iterator(chunk_size=2000):
        counts[key] = counts.get(key, 0) + (title == titles[old_id])
    most = max(counts, key=lambda key: counts[key], default=None)
    if most is None or not _is_most(counts[most], len(titles)):
        return None
    other = OldSite.objects.select_related("city").get(pk=most)
    return other.pk, f"“{other}”（{other.city or '全网'}）", counts[most]


def found_by_look(site: OldSite) -> Double | None:
    """What the newest look found, as long as it is so: the other site's import may have been undone since."""
    look = Step.objects.done().filter(site=site, kind=StepKind.LOOK).values_list("result__double", flat=True).first()
    if not look:
        return None
    here = MovedStory.objects.filter(article__isnull=False)
    is_so = here.filter(site=look[0]).exists() and not here.filter(site=site).exists()
    return tuple(look) if is_so else None


def refuse(site: OldSite, source: Source) -> None:
    """Raises Doubled."""
    if double := double_of(site, source):
        raise Doubled(double)


def _is_most(same: int, count: int) -> bool:
    return same / count >= SAME and (same >= LEAST or (same > 1 and 2 * same > count))
