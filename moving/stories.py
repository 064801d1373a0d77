"""One story of an old site as an article: new, brought up to date, or left alone, in the caller's transaction."""

import enum
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from addresses.models import OldAddress
from articles import body
from articles.models import Article, ArticleRevision, ArticleViews, Tag
from articles.models.article import Content
from articles.models.article_state import WITHDRAWN
from articles.pictures import FETCHED, describe_pictures, wait_for_pictures, with_known_pictures
from moving import completeness, old_markup, players
from moving.bodies import Bodies
from moving.dating import STAYING, Dating, Given, is_usual
from moving.decisions import Decisions
from moving.fields import Facts, facts_of
from moving.models import MovedStory, Original, Outcome, Run
from moving.models.moved_story import packed
from moving.notes import LED_TO_OURS, MAY_CHANGE, Notes
from moving.old_rows import Key, OldRows
from moving.source import Story, Visibility

#: Another number has every story written anew where it would become something else by the same source.
VERSION = 1
#: Why a revision was written: the old site says something else.
UPDATED = "旧站更新"
#: How it begins where the old site does not show the story any more; an undoing knows a run's revisions by it.
WITHDRAWN_THERE = f"{WITHDRAWN}：旧站"
#: Fields of Facts that there were not in the beginning.
LATER = {"source_name", "source_url"}
#: What a person may change of an article, beside its tags, as Article.content names it.
_COMPARED = (
    *("title", "city_id", "zone_id", "section_id", "summary", "cover_id", "body", "byline"),
    *("source_name", "source_url", "event_date", "published_at", "expires_at", "status", "pinned"),
    *("seo_title", "seo_description"),
)


class Done(enum.IntEnum):
    """What a run did for a story: nothing, what no reader sees and nobody counts (its views), or something to tell."""

    NOTHING = 0
    ASIDE = 1
    STORY = 2


@dataclass
class Mover:
    """Moves the stories of one site, in the order of their ids."""

    run: Run | None
    city_id: int | None
    site_title: str
    decisions: Decisions
    dating: Dating
    bodies: Bodies
    rows: OldRows
    #: {folded name: tag}
    tags: dict[str, Tag] = field(default_factory=dict)
    #: Of a source that is not all there: what it lacks of a story may only be cut off.
    is_cut: bool = False

    def forget(self) -> None:
        """What was remembered of a transaction that was broken off: files and tags that it made are not there."""
        self.bodies.shelf.forget()
        self.tags.clear()

    def move(self, story: Story, moved: MovedStory) -> Done:
        """Bring the story in, or up to date; `moved` tells what became of it."""
        return max(self._bring(story, moved), self._open_addresses(moved))

    def _bring(self, story: Story, moved: MovedStory) -> Done:
        if self.is_cut and moved.article_id and moved.input_hash and moved.row_hash == story.row_hash.hex():
            return self._follow_views(story, moved)
        notes = Notes()
        placing = self.decisions.placing(story)
        # Asked for the few that need it alone: a query each.
        is_dated = is_usual(story.published_at, self.dating.today)
        imported_at = moved.run.started_at if not is_dated and moved.run else None
        given = None if is_dated else _given(moved)
        facts = facts_of(story, self.decisions, placing, self.dating, notes, imported_at, given) if placing else None
        if facts and self.is_cut and (article := moved.article):
            told, facts = facts, completeness.kept(facts, story, article, is_dated=is_dated)
            if facts != told:
                notes.add("kept_of_ours")
        inputs = self._inputs(story, moved, facts)
        if moved.input_hash == inputs and not self._may_mend(moved):
            return self._follow_views(story, moved)
        before = _state(moved)
        notes.add_oddities(story.oddities)
        if facts is None:
            self._leave_out(story, moved, placing.path if placing else "", notes)
        elif moved.written_hash and moved.article_id is None:
            notes.add("deleted_here")
        else:
            self._write(story, moved, facts, notes)
        return self._kept(story, moved, inputs, notes, before)

    def _open_addresses(self, moved: MovedStory) -> Done:
        """Register those of a story that moved in as a draft and that somebody has published here since."""
        if moved.rows or not moved.addresses or moved.article_id is None:
            return Done.NOTHING
        if Article.objects.published().filter(pk=moved.article_id).exists():
            self._keep_addresses(moved, Notes(), {"article_id": moved.article_id})
        if moved.rows:
            MovedStory.objects.filter(pk=moved.pk).update(rows=moved.rows)
        return Done.ASIDE if moved.rows else Done.NOTHING

    def _kept(self, story: Story, moved: MovedStory, inputs: str, notes: Notes, before: tuple[Any, ...]) -> Done:
        """Save what became of a story, if that is anything."""
        is_known, was = moved.row_hash == story.row_hash.hex() and bool(moved.input_hash), moved.input_hash
        moved.input_hash, moved.notes = inputs, notes.as_json()
        moved.row_hash, moved.title = story.row_hash.hex(), story.title[:250].replace("\x00", "")
        is_same = before == _state(moved)
        if was == inputs and is_same:
            return Done.NOTHING
        # The same row read otherwise, such as a date in another time zone, may come to the same article.
        if is_known and is_same and moved.article_id:
            moved.save()
            return max(Done.ASIDE, self._follow_views(story, moved))
        moved.changed_run = self.run
        moved.save()
        return Done.STORY

    def _inputs(self, story: Story, moved: MovedStory, facts: Facts | None) -> str:
        # Fields that came later count once they say something: what moved in before them stays the same.
        fields = {k: v for k, v in facts.as_json().items() if v or k not in LATER} if facts else None
        what = [VERSION, story.row_hash.hex(), fields, moved.addresses, moved.reserved_id]
        # So do the lines that players leave behind.
        what += ["players"] if facts and players.leave_lines(old_markup.media(story.body)) else []
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()

    def _may_mend(self, moved: MovedStory) -> bool:
        return any(code in MAY_CHANGE for code, _ in moved.notes)

    def _follow_views(self, story: Story, moved: MovedStory) -> Done:
        if moved.views == story.views or moved.article_id is None:
            return Done.NOTHING
        ArticleViews.objects.filter(article_id=moved.article_id).update(baseline=story.views)
        MovedStory.objects.filter(pk=moved.pk).update(views=story.views)
        return Done.ASIDE

    def _leave_out(self, story: Story, moved: MovedStory, path: str, notes: Notes) -> None:
        """Its addresses lead to the path that was decided, or are gone: whoever comes by them reads so."""
        if moved.article_id:
            notes.add("edited_here", "已迁入，后来决定不迁")
            return
        moved.outcome = Outcome.LEFT_OUT
        if path:
            notes.found = [each for each in notes.found if each[0] != "left_out"]
            notes.add(LED_TO_OURS, path)
        if story.visibility == Visibility.PUBLIC and story.addresses:
            self._keep_addresses(moved, notes, {"path": path} if path else {})

    def _write(self, story: Story, moved: MovedStory, facts: Facts, notes: Notes) -> None:
        page = story.addresses[0] if story.addresses else "/"
        try:
            markup = with_known_pictures(self.bodies.ours(story.body, page, notes))
        except body.BodyRefused as refusal:
            notes.add("text_refused", "".join(refusal.messages))
            moved.outcome = moved.outcome if moved.article_id else Outcome.REFUSED
            return
        cover = self.bodies.cover(story.cover, page, notes)
        fields: dict[str, Any] = {**facts.as_json(), "body": markup, "cover_id": cover, "city_id": self.city_id}
        # As the database gives them back: a later revision then differs from the first by what was changed alone.
        fields["published_at"] = facts.published_at and facts.published_at.astimezone(UTC)
        fields["created_at"] = facts.created_at.astimezone(UTC)
        if body.is_empty(markup):
            notes.add("body_empty")
            if facts.status == Article.Status.PUBLISHED:
                fields |= {"status": Article.Status.DRAFT, "pinned": False}
        tags = fields.pop("tags")
        if moved.article_id is None:
            self._create(story, moved, fields, tags)
        elif not self._update(story, moved, fields, tags, notes):
            return
        # Of one that waits for its title or body, too: an editor publishes it. What waits for a date keeps none yet.
        if facts.published_at and story.visibility == Visibility.PUBLIC:
            self._keep_addresses(moved, notes, {"article_id": moved.article_id}, partial(_says_left_out, moved))

    def _create(self, story: Story, moved: MovedStory, fields: dict[str, Any], tags: tuple[str, ...]) -> None:
        article = Article(pk=moved.reserved_id, **fields)
        article.content_changed_at = _last_change(story, article)
        article.save(force_insert=True, first_tags=self._known_tags(tags))
        revision = article.record(None, f"从{self.site_title}迁入（旧编号 {story.id}）")
        self._see_to_pictures(article)
        ArticleViews.objects.create(article=article, baseline=story.views)
        Original.objects.create(story=moved, html=packed(story.original))
        moved.article, moved.outcome, moved.views = article, Outcome.NEW, story.views
        moved.run = self.run
        note_written(revision, moved)

    def _update(self, story: Story, moved: MovedStory, fields: dict[str, Any], tags: Any, notes: Notes) -> bool:
        """Bring the article up to date, unless somebody has changed it here; whether it is."""
        article = Article.objects.select_for_update().get(moved_from=moved)
        wanted = {name: fields[name] for name in fields if name != "created_at"}
        if article.was_public and wanted["status"] != Article.Status.PUBLISHED:
            wanted["status"] = Article.Status.WITHDRAWN
        if with_known_pictures(article.body) == wanted["body"]:
            # What differs is what was fetched since, for another story: nothing that the old site says.
            wanted["body"] = article.body
        if self.is_cut:
            wanted["cover_id"] = wanted["cover_id"] or article.cover_id
        if all(getattr(article, name) == value for name, value in wanted.items()) and _same_tags(article, tags):
            self._keep_original(story, moved)
            if moved.outcome in {Outcome.GONE, Outcome.CONFLICT}:
                moved.outcome = Outcome.CHANGED
            return True
        if is_edited(article, moved):
            notes.add("edited_here")
            if moved.row_hash != story.row_hash.hex():
                moved.outcome = Outcome.CONFLICT
                theirs = json.dumps({**wanted, "tags": sorted(tags)}, cls=DjangoJSONEncoder)
                Original.objects.filter(story=moved).update(newer=packed(story.original), newer_content=packed(theirs))
            return False
        for name, value in wanted.items():
            setattr(article, name, value)
        article.draft_revision = None
        article.save()
        was_public = story.visibility == Visibility.PUBLIC
        why = "这篇缺标题、正文或日期" if was_public else "已不公开"
        reason = f"{WITHDRAWN_THERE}{why}" if article.status == Article.Status.WITHDRAWN else UPDATED
        article.tags.set(tags)
        revision = article.record(None, reason)
        self._see_to_pictures(article)
        self._keep_original(story, moved)
        moved.outcome = Outcome.CHANGED
        note_written(revision, moved)
        return True

    def _keep_original(self, story: Story, moved: MovedStory) -> None:
        if moved.row_hash == story.row_hash.hex():
            return
        Original.objects.filter(story=moved).update(html=packed(story.original), newer=None, newer_content=None)
        ArticleViews.objects.filter(article__moved_from=moved).update(baseline=story.views)
        moved.views = story.views

    def _known_tags(self, names: tuple[str, ...]) -> list[Tag]:
        """The tags of these names, in their order. Made now where somebody has deleted one meanwhile."""
        for name in names:
            if name.casefold() not in self.tags:
                tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
                self.tags[name.casefold()] = tag
        return [self.tags[name.casefold()] for name in names]

    def _see_to_pictures(self, article: Article) -> None:
        if body.image_ids(article.body):
            # What the old site wrote of a picture is its use's; no other story gets its first one's caption.
            describe_pictures(article, None, with_alt=False)
        if self.decisions.choices["remote"] == "fetch" and body.remote_urls(article.body):
            wait_for_pictures(article)

    def _keep_addresses(
        self,
        moved: MovedStory,
        notes: Notes,
        target: dict[str, Any],
        is_ours_still: Callable[[OldAddress], bool] = lambda row: False,
    ) -> None:
        keys: list[Key] = [(kind, key) for kind, _, key in (each.partition(":") for each in moved.addresses) if kind]
        keys = [each for each in keys if not each[0].startswith("?")]
        made, taken = self.rows.keep(keys, is_ours_still, **target)
        moved.rows = sorted({*moved.rows, *made})
        for key in taken:
            notes.add("address_taken", key)


def written_hash(content: Content) -> str:
    """Of all that a person may change of an article, as a revision keeps it."""
    values = [content[name] for name in _COMPARED]
    seen = [str(each.astimezone(UTC) if isinstance(each, datetime) else each) for each in values]
    return hashlib.sha256(json.dumps([seen, content["tags"]]).encode()).hexdigest()


def note_written(revision: ArticleRevision, moved: MovedStory) -> None:
    """Remember the article as the revision has it: what differs from it later is somebody's doing."""
    moved.written_hash, moved.revision = written_hash(revision.content), revision.number


def is_edited(article: Article, moved: MovedStory) -> bool:
    """Whether somebody has changed the article since it was written; the worker, which fetches pictures, is nobody."""
    if article.draft_revision_id:
        return True
    if written_hash(article.content([tag.name for tag in article.tags.all()])) == moved.written_hash:
        return False
    later = article.revisions.filter(number__gt=moved.revision)
    return not later or later.exclude(reason=FETCHED, author=None).exists()


def _state(moved: MovedStory) -> tuple[Any, ...]:
    """What became of a story as far as anybody is told, with the revision that was written and its old addresses."""
    return moved.outcome, moved.notes, moved.revision, moved.rows


def _says_left_out(moved: MovedStory, row: OldAddress) -> bool:
    """Whether a row still says that the story was left out: it is gone, or leads to a path that was decided."""
    things = (name for name in OldAddress.TARGETS if name != "path")
    return row.pk in moved.rows and not any(getattr(row, f"{name}_id") for name in things)


def _given(moved: MovedStory) -> Given | None:
    """The date that was given to its article for want of its own, as it was written."""
    article = moved.article
    [code, detail] = next((each for each in moved.notes if each[0] in STAYING), ("", ""))
    written = article and code and article.revisions.filter(number=moved.revision).first()
    moment = parse_datetime(written.content["published_at"] or "") if written else None
    if article is None or moment is None:
        return None
    # JSON has lost the microseconds.
    there = article.published_at
    is_same = there is not None and abs(there - moment) < timedelta(milliseconds=1)
    return Given(code, detail, there if there and is_same else moment)


def _same_tags(article: Article, tags: tuple[str, ...]) -> bool:
    there = {name.casefold() for name in article.tags.values_list("name", flat=True)}
    return there == {name.casefold() for name in tags}


def _last_change(story: Story, article: Article) -> Any:
    """When the old site last changed it, as far as it knew: not before it was published, not in the future."""
    moments = [each for each in (story.updated_at, article.published_at) if each and each <= timezone.now()]
    return max(moments, default=article.created_at)


def reserve_ids(count: int) -> list[int]:
    """Ids of articles that are to come, which no other article will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('articles_article', 'id')) FROM generate_series(1, %s)", [count]
        )
        return sorted(row[0] for row in cursor.fetchall())
