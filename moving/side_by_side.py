"""Stories beside their old text, as a person compares them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from articles import body
from articles.models import Article
from moving import old_markup
from moving.models import MovedStory, OldSite, Original
from moving.notes import in_words

#: Characters of each text.
MOST_TEXT = 1500


@dataclass(frozen=True)
class Pair:
    """A story as the old site had it, and as it is now; without an article where it did not move in."""

    named: str
    title: str
    old_text: str
    article: Article | None
    new_text: str
    #: What was noted when it moved.
    notes: str


def pairs(site: OldSite, old_ids: Sequence[str], words: Mapping[str, str]) -> list[Pair]:
    """In the order of the ids; what is gone since is left out."""
    stories = MovedStory.objects.filter(site=site, old_id__in=old_ids).select_related("article", "original")
    found = {moved.old_id: moved for moved in stories}
    return [_pair(found[old_id], words) for old_id in old_ids if old_id in found]


def _pair(moved: MovedStory, words: Mapping[str, str]) -> Pair:
    try:
        old = body.text(old_markup.normal(moved.original.markup))
    except Original.DoesNotExist:
        old = ""
    new = body.text(moved.article.body) if moved.article else ""
    return Pair(moved.named, moved.title, _begin(old), moved.article, _begin(new), in_words(moved.notes, words))


def _begin(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}……"
