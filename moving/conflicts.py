"""Stories that were changed here and on the old site since they moved: what differs, word by word, and the choice."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from articles import compare
from articles.models import Article, ArticleRevision
from articles.models.article import Content
from articles.pictures import FETCHED, with_known_pictures
from moving import old_markup
from moving.models import MovedStory, OldSite, Original, Outcome
from moving.models.moved_story import packed, unpacked
from moving.notes import Notes
from moving.stories import note_written

#: The reason of the revision that a choice of the old site's side leaves behind.
CHOSEN = "改用旧站的新版本"
#: No article's hash: whatever it is now, somebody has written it.
SOMEBODYS = "somebody's"
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


def take_back(moved: MovedStory, number: int) -> None:
    """What was written here before a choice of theirs is somebody's again, as it was; the caller saves the row.

    `number` is that of the revision that the choice left behind; the draft of then stands below it.
    """
    article = Article.objects.filter(moved_from=moved)
    revisions = ArticleRevision.objects.filter(article__moved_from=moved).order_by("-number")
    kept = _with_known_pictures(revisions.get(number=number).content)
    for revision in revisions.filter(number__lt=number).iterator(chunk_size=10):
        is_same = _with_known_pictures(revision.content) == kept
        if not is_same:
            article.filter(draft_revision=None).update(draft_revision=revision)
        if not is_same or revision.reason != FETCHED or revision.author_id:
            break
    moved.revision, moved.written_hash = 0, SOMEBODYS


def open_again(moved: MovedStory, choice: int, written: ArticleRevision) -> None:
    """Let a conflict wait for a choice again of which a run had carried out theirs, as `written`."""
    take_back(moved, choice)
    notes = Notes()
    notes.add("edited_here")
    moved.outcome, moved.notes = Outcome.CONFLICT, notes.as_json()
    moved.save()
    theirs = json.dumps(written.content, cls=DjangoJSONEncoder)
    Original.objects.filter(story=moved).update(newer_content=packed(theirs))


def _with_known_pictures(content: Content) -> Content:
    return {**content, "body": with_known_pictures(content["body"])}
