"""Whether a run can be undone now: not before a later one that has carried out a choice of the old site's side over it.

An editor's words that gave way to the choice come back with the undoing of the run that carried it out, and with no
other: undone out of order, the run that made the story would take them away with it.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from articles.models import ArticleRevision
from articles.pictures import FETCHED
from moving.conflicts import CHOSEN
from moving.models import MovedStory, Run


@dataclass(frozen=True)
class InTheWay:
    """The later run that is to be undone first, and how many stories are why."""

    run: Run
    count: int

    def __str__(self) -> str:
        return (
            f"{self.run}照“用旧站的”改写了这里面的 {self.count} 篇，本站编辑写的只能跟着它撤回来。"
            f"请先撤销{self.run}，再撤这一次。"
        )


class OutOfOrder(Exception):
    """The run cannot be undone yet. Its text is for people."""


def in_the_way(run: Run) -> InTheWay | None:
    """The last of the runs that have to be undone first; None where nothing is in the way."""
    later = {each.pk: each for each in Run.objects.filter(site=run.site_id, pk__gt=run.pk, undone_at=None)}
    if not later:
        return None
    written_later = MovedStory.objects.filter(changed_run__in=later, article__isnull=False)
    chosen = ArticleRevision.objects.filter(reason=CHOSEN, author=None, article__moved_from__in=written_later)
    stories = written_later.filter(article__in=chosen.values("article")).order_by("pk")
    found = [moved for moved in stories if moved.run_id == run.pk or _took(moved, run)]
    found = [moved for moved in found if _is_carried_out(moved)]
    last = max((moved.changed_run_id or 0 for moved in found), default=0)
    return InTheWay(later[last], sum(moved.changed_run_id == last for moved in found)) if last else None


def refuse(run: Run) -> None:
    """Raises OutOfOrder."""
    if found := in_the_way(run):
        raise OutOfOrder(str(found))


def _is_carried_out(moved: MovedStory) -> bool:
    """Whether a run has written the story since the choice: what waits for the next run is as it was here."""
    return _choices(moved).filter(number__lt=moved.revision).exists()


def _took(moved: MovedStory, run: Run) -> bool:
    """Whether it was that run which carried a choice out."""
    for choice in _choices(moved):
        after = ArticleRevision.objects.filter(article=moved.article_id, number__gt=choice.number)
        written = after.filter(author=None).exclude(reason__in=[FETCHED, CHOSEN]).order_by("number").first()
        if written:
            by = Run.objects.filter(site=run.site_id, started_at__lte=written.created_at).order_by("-pk").first()
            if by == run:
                return True
    return False


def _choices(moved: MovedStory) -> QuerySet[ArticleRevision]:
    return ArticleRevision.objects.filter(article=moved.article_id, reason=CHOSEN, author=None)
