"""Stories that were changed here and on the old site since they moved: what differs, word by word, and the choice."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction

from articles import compare
from articles.models import Article
from articles.models.article import Content
from moving import old_markup
from moving.models import MovedStory, OldSite, Original, Outcome
from moving.models.moved_story import unpacked
from moving.notes import Notes
from moving.stories import note_written

#: The reason of the revision that a choice of the old site's side leaves behind.
CHOSEN = "改用旧站的新版本"
#: How a command writes words that only one side has.
MARKS = {"same": "{}", "del": "[-{}-]", "ins": "{{+{}+}}", "skip": "……（{} 段相同）"}


@dataclass(frozen=True)
class Conflict:
    """A story that waits for a choice, and what differs of it: [(field, rows)], see articles.compare.

    What only ours has is "del" there, what only the old site has "ins".
    """

    moved: MovedStory
    article: Article
    differences: list[tuple[str, list[compare.Row]]]


def conflicts(site: OldSite, keys: Collection[int] | None = None) -> Iterator[Conflict]:
    """Those of a site that wait for a choice, or some of them by their keys, in the order in which they moved."""
    waiting = MovedStory.objects.filter(site=site, outcome=Outcome.CONFLICT)
    waiting = waiting.select_related("article__draft_revision", "original")
    if keys is not None:
        waiting = waiting.filter(pk__in=keys)
    for moved in waiting.order_by("pk"):
        if moved.article:
            yield Conflict(moved, moved.article, compare.differences(_ours(moved.article), _theirs(moved)))


def in_marks(row: compare.Row) -> str:
    """A row as a line of plain text."""
    return "".join(MARKS[kind].format(words) for kind, words in row)


def _ours(article: Article) -> Content:
    """As last edited."""
    return article.draft_revision.content if article.draft_revision else article.content()


def _theirs(moved: MovedStory) -> Content:
    """What the article would be by what the old site says now; of what waits since before that was kept, its words."""
    original = moved.original
    if original.newer_content:
        content: Content = json.loads(unpacked(bytes(original.newer_content)))
        return content
    return {"title": moved.title, "body": old_markup.normal(unpacked(bytes(original.newer or original.html)))}


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
    Original.objects.filter(story=moved).update(newer=None, newer_content=None)
