"""What becomes of each story when a run is undone: one rule, for the page that asks before and for the undoing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from articles import body
from articles.models import ArticleRevision
from articles.pictures import FETCHED, used_of
from moving.conflicts import CHOSEN
from moving.models import MovedFile, MovedStory, Run
from moving.stories import UPDATED, WITHDRAWN_THERE, is_edited

BATCH = 200
#: By their reasons, the revisions that runs write over stories that are here; nobody but a run writes them so.
_UPDATES = Q(author=None) & (Q(reason=UPDATED) | Q(reason__startswith=WITHDRAWN_THERE))


@dataclass(frozen=True)
class Fate:
    """`what` is a code of undo_list.LABELS; `before` is the number of the revision that the article is to be again.

    `choice` is that of what a choice of the old site's side left behind, which is to be taken back as well; 0: none.
    """

    what: str
    before: int = 0
    choice: int = 0


def of_run(run: Run) -> QuerySet[MovedStory]:
    """The stories that undoing the run has to do with."""
    return MovedStory.objects.filter(Q(run=run) | Q(changed_run=run)).order_by("pk")


def fates(run: Run, stories: QuerySet[MovedStory] | None = None) -> Iterator[tuple[MovedStory, Fate]]:
    """Each of them, or of these, and what becomes of it."""
    light = Prefetch("article__revisions", ArticleRevision.objects.order_by("-number").defer("content"))
    stories = (of_run(run) if stories is None else stories).select_related("article")
    with_tags = stories.prefetch_related(light, "article__tags")  # type: ignore[misc] # taggit's manager
    undone = list(Run.objects.filter(site=run.site_id, undone_at__isnull=False))
    for moved in with_tags.iterator(chunk_size=BATCH):
        yield moved, _fate_of(moved, run, undone)


def passed_on(run: Run) -> QuerySet[MovedStory]:
    """The stories that the run changed and later ones changed again: undoing those brings back what was before it."""
    later = Run.objects.filter(site=run.site_id, pk__gt=run.pk, undone_at=None)
    stories = MovedStory.objects.filter(changed_run__in=later, article__isnull=False).exclude(run__in=[run, *later])
    written = ArticleRevision.objects.filter(_UPDATES, created_at__range=_span(run), article__moved_from__in=stories)
    return stories.filter(article__in=written.values("article")).order_by("pk")


def takes_along(run: Run) -> bool:
    """Whether stories that the run brought in and later ones changed go with it."""
    later = Run.objects.filter(site=run.site_id, pk__gt=run.pk, undone_at=None)
    return MovedStory.objects.filter(run=run, changed_run__in=later, article__isnull=False).exists()


def _fate_of(moved: MovedStory, run: Run, undone: Sequence[Run] = ()) -> Fate:
    """Of one story. The contents of the revisions need not be loaded."""
    article = moved.article
    if article is None:
        return Fate("forgotten")
    revisions = list(article.revisions.all())
    written = next((each for each in revisions if each.number == moved.revision), None)
    if written and _is_choice(written):
        return Fate("spared", choice=written.number)
    if is_edited(article, moved):
        return Fate("spared")
    if moved.run_id == run.pk:
        return Fate("removed")
    earlier = [each for each in revisions if each.number < moved.revision]
    before = _standing([each for each in earlier if each.created_at < run.started_at], undone)
    if written is None or written.created_at < run.started_at or not before:
        return Fate("noted")
    # A run that was stopped may carry out what was chosen after it began.
    choice = _choice_on_top(earlier) or _choice_on_top(before)
    return Fate("restored", max(before[0].number, choice), choice)


def files_of(run: Run, articles: Mapping[int, Fate]) -> QuerySet[MovedFile]:
    """Those of the run's files that nothing shows once each of the articles is what becomes of it.

    With those of runs undone before it whose pictures a later text has shown since.
    """
    shown_since = Q(run__site=run.site_id, run__undone_at__isnull=False, image_id__isnull=False)
    files = MovedFile.objects.filter(Q(run=run) | shown_since).order_by("path")
    images = {each for each in files.values_list("image_id", flat=True) if each}
    if not images:
        return files
    used = used_of(images, but=[pk for pk, fate in articles.items() if fate.what in {"removed", "restored"}])
    for pk, fate in articles.items():
        if fate.what == "restored":
            content = ArticleRevision.objects.get(article=pk, number=fate.before).content
            used |= {content["cover_id"], *body.image_ids(content["body"])}
    return files.exclude(image_id__in=used & images)


def _standing(revisions: list[ArticleRevision], undone: Sequence[Run]) -> list[ArticleRevision]:
    """Of revisions, the newest first, without what a run wrote that was undone since, and its pictures."""
    found, pictures = list[ArticleRevision](), list[ArticleRevision]()
    for each in revisions:
        pictures.append(each)
        if each.reason == FETCHED and each.author_id is None:
            continue
        if not any(_is_of(each, run) for run in undone):
            found += pictures
        pictures = []
    return found


def _is_of(revision: ArticleRevision, run: Run) -> bool:
    """Whether a run has written it over a story that was here."""
    is_update = revision.reason == UPDATED or revision.reason.startswith(WITHDRAWN_THERE)
    first, last = _span(run)
    return is_update and revision.author_id is None and first <= revision.created_at <= last


def _span(run: Run) -> tuple[datetime, datetime]:
    return run.started_at, run.finished_at or timezone.now()


def _is_choice(revision: ArticleRevision) -> bool:
    return revision.reason == CHOSEN and revision.author_id is None


def _choice_on_top(revisions: list[ArticleRevision]) -> int:
    """The number of the newest of them if it is a choice, whatever pictures came since; else 0."""
    newest = next((each for each in revisions if each.author_id or each.reason != FETCHED), None)
    return newest.number if newest and _is_choice(newest) else 0
