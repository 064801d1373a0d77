"""Stories that were changed here and on the old site since they moved: both texts, and the choice between them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction

from articles import body
from articles.models import Article
from moving import old_markup
from moving.models import MovedStory, OldSite, Original, Outcome
from moving.models.moved_story import unpacked
from moving.notes import Notes
from moving.stories import note_written
from plumbing import typed_text

#: The reason of the revision that a choice of the old site's side leaves behind.
CHOSEN = "改用旧站的新版本"


@dataclass(frozen=True)
class Conflict:
    """A story that waits for a choice, and what differs: [(what, here, on the old site)]."""

    moved: MovedStory
    article: Article
    differences: list[tuple[str, str, str]]


def conflicts(site: OldSite, keys: Collection[int] | None = None) -> Iterator[Conflict]:
    """Those of a site that wait for a choice, or some of them by their keys, in the order in which they moved."""
    waiting = MovedStory.objects.filter(site=site, outcome=Outcome.CONFLICT).select_related("article", "original")
    if keys is not None:
        waiting = waiting.filter(pk__in=keys)
    for moved in waiting.order_by("pk"):
        if moved.article:
            yield Conflict(moved, moved.article, list(_differences(moved, moved.article)))


def _differences(moved: MovedStory, article: Article) -> Iterator[tuple[str, str, str]]:
    """The old site's side is what it says now; of title and text, as far as they differ from ours as last edited."""
    ours = article.working_copy()
    theirs = body.text(old_markup.normal(unpacked(bytes(moved.original.newer or moved.original.html))))
    for what, here, there in (("标题", ours.title, moved.title), ("正文", body.text(ours.body), theirs)):
        if typed_text.line(here) != typed_text.line(there):
            yield what, here, there


@transaction.atomic
def choose(moved: MovedStory, *, theirs: bool) -> None:
    """Settle a conflict. Theirs comes with the next run, as a revision: ours stays among the others."""
    article = Article.objects.select_for_update().get(moved_from=moved)
    notes = Notes()
    if theirs:
        note_written(article.record(None, CHOSEN), moved)
        moved.input_hash = ""
        Article.objects.filter(pk=article.pk).update(draft_revision=None)
    else:
        notes.add("edited_here")
    moved.outcome, moved.notes = Outcome.CHANGED, notes.as_json()
    moved.save()
    Original.objects.filter(story=moved).update(newer=None)
