"""Every story of a source against its article, and every old address through our own routes: does it all agree?

It trusts nothing that the run noted but which file became which picture: text, dates and links are read anew.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import lxml.html
import PIL.Image
from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from articles import body
from articles.models import Article
from images.files import BucketAway
from images.models import Image
from moving import lists, old_hosts, old_markup, players, unseen
from moving.address_book import Place, files
from moving.asking import Asking
from moving.bodies import LEAST_RECALL
from moving.dating import EARLIEST
from moving.faults import MEANT, Fault, Verified
from moving.models import MovedFile, MovedStory, OldSite, Outcome
from moving.running import Running, Tell
from moving.source import Source, Story, StoryKind, Visibility
from moving.stories import is_edited
from moving.unpublished import BROKEN, DEAD, Unpublished
from plumbing import typed_text
from zones.canonical import root


class Verifying:
    """One site, its source and what became of it."""

    def __init__(self, site: OldSite, source: Source) -> None:
        self.site, self.source = site, source
        self.running = Running(site, source, is_trial=True)
        self.running.plan()
        self.host = site.hosts[0]
        self.unpublished = Unpublished(site, source, self.running.decisions)
        self.asking = Asking()
        self.result = Verified()
        self.pictures = {
            row.path: row.image_id for row in MovedFile.objects.filter(site=site) if row.image_id is not None
        }
        self._opens: dict[int, bool] = {}
        self._answers: dict[str, int] = {}
        #: An address that leads where it should.
        self._known: list[str] = []
        self._months: set[tuple[int, int]] = set()

    def verify(self, tell: Tell = lambda done, total: None) -> Verified:
        """Look at everything."""
        for done, story in enumerate(self.source.stories(), 1):
            if done % 20 == 0:
                tell(done, self.running.usage.stories)
            moved = MovedStory.objects.select_related("article").filter(site=self.site, old_id=story.id).first()
            faults = list(self._story(story, moved))
            self.result.faults += faults
            if moved and moved.outcome == Outcome.LEFT_OUT:
                self.result.left_out += 1
                continue
            self.result.stories += 1
            if story.published_at and story.visibility == Visibility.PUBLIC and story.kind == StoryKind.ARTICLE:
                day = timezone.localtime(story.published_at)
                self._months.add((day.year, day.month))
            self.result.stories_right += all(fault.code in MEANT or fault.code == "address" for fault in faults)
        self.result.faults += self._gone()
        self.result.faults += self._files()
        self.result.faults += self._lists()
        self.result.faults += self._hosts()
        for refusal in self.source.refused():
            self.result.faults.append(Fault("unread", refusal.id, detail=f"{refusal.table} {refusal.why}"))
        return self.result

    def _story(self, story: Story, moved: MovedStory | None) -> Iterator[Fault]:
        of = {"old_id": story.id, "title": story.title[:80], "place": story.place}
        article = moved.article if moved else None
        if moved and moved.outcome == Outcome.LEFT_OUT:
            return
        if moved is None or article is None:
            is_refused = moved is not None and moved.outcome == Outcome.REFUSED
            yield Fault("refused" if is_refused else "missing", **of)
            return
        if moved.outcome == Outcome.CONFLICT:
            yield Fault("conflict", **of)  # its addresses, too, are of what the old site says now
            return
        if is_edited(article, moved):
            yield Fault("edited", **of)
        else:
            yield from self._words(story, article, of)
            yield from self._pictures(story, article, of)
            for code, detail, got in unseen.of_story(story, article, self._places(story), self.pictures):
                yield Fault(code, **of, detail=detail, got=got)
        # What nobody could see on the old site had no address; one that a run has registered since is asked for.
        if story.visibility == Visibility.PUBLIC or moved.rows:
            yield from self._addresses(story, moved, article, of)
        yield from self._links(article, of)

    def _gone(self) -> Iterator[Fault]:
        """What is public here and not in the source; as many are wrong as no run has dealt with, as was decided."""
        if self.running.may_lack_stories():
            return
        seen = {story.id for story in self.source.stories()} | {row.id for row in self.source.refused()}
        there = MovedStory.objects.filter(site=self.site, article__status=Article.Status.PUBLISHED)
        for moved in there.select_related("article").order_by("pk").iterator(chunk_size=500):
            if moved.article and moved.article.is_public and moved.old_id not in seen:
                is_new = moved.outcome != Outcome.GONE
                self.result.stories += is_new
                kept = "再迁入一次，按对照办" if is_new else "按对照留着，或者本站改过"
                path = moved.article.get_absolute_url()
                yield Fault(
                    "gone", moved.old_id, moved.article.title[:80], detail=kept, address=path, place=moved.place
                )

    def _words(self, story: Story, article: Article, of: dict[str, Any]) -> Iterator[Fault]:
        texts = (old_markup.visible(each) for each in (story.body, article.body))
        before, after = map(players.without_lines, texts)
        share = 1.0 if before == after else old_markup.recall(before, after)
        if share < LEAST_RECALL:
            yield Fault("text", **of, detail=f"{share:.4f} {old_markup.first_lost(before, after)}")
        title = typed_text.line(story.title)
        if article.title != title and (title and not title.startswith(article.title.removesuffix("…"))):
            yield Fault("title", **of, detail=article.title)
        shown = story.published_at
        is_usual = shown and EARLIEST <= shown <= timezone.now()
        if is_usual and shown != article.published_at:
            yield Fault("date", **of, detail=f"{shown} {article.published_at}")
        tags = {name.casefold() for name in self.running.decisions.tags(story)}
        if tags != {name.casefold() for name in article.tags.values_list("name", flat=True)}:
            yield Fault("tags", **of, detail="、".join(sorted(tags)))
        if article.city_id != self.site.city_id:
            yield Fault("city", **of)
        was_public = story.visibility == Visibility.PUBLIC
        if article.is_public and not was_public:
            yield Fault("status", **of)
        # One whose date is to come, or to be set, waits by choice; one without a title or a body for an editor.
        is_whole = title and not body.is_empty(article.body)
        if was_public and is_usual and is_whole and not article.is_public:
            yield Fault("status", **of)

    def _pictures(self, story: Story, article: Article, of: dict[str, Any]) -> Iterator[Fault]:
        """Each own picture of the old body, read by another parser, is in ours; and each of ours opens."""
        ours = body.image_ids(article.body)
        for places in self._places(story):
            known = [self.pictures[path] for place in places for path in files(place) if path in self.pictures]
            if known and not set(known) & set(ours):
                yield Fault("picture", **of, detail=next(iter(places[0].paths), ""))
        for pk in {*ours, *([article.cover_id] if article.cover_id else [])}:
            if not self._opens_well(pk):
                yield Fault("picture_broken", **of, detail=str(pk))

    def _places(self, story: Story) -> Iterator[list[Place]]:
        """For each picture of the body, the own places that its attributes name."""
        page = story.addresses[0] if story.addresses else "/"
        for named in unseen.sources(story.body):
            places = [self.running.book.place(each, page) for each in named]
            if own := [place for place in places if place.paths]:
                yield own

    def _opens_well(self, pk: int) -> bool:
        if pk not in self._opens:
            image = Image.objects.filter(pk=pk).first()
            try:
                with (
                    default_storage.open(str(image.file.name) if image else "") as file,
                    PIL.Image.open(file) as picture,
                ):
                    self._opens[pk] = picture.width > 0
            except BucketAway:
                raise  # of which no picture is to blame
            except (OSError, ValueError):
                self._opens[pk] = False
        return self._opens[pk]

    def _addresses(self, story: Story, moved: MovedStory, article: Article, of: dict[str, Any]) -> Iterator[Fault]:
        if not article.is_public:
            for each in story.addresses[:1] if story.visibility == Visibility.PUBLIC else ():
                if self.asking.ask(self.host, each).status == 404:
                    yield Fault("not_open", **of, detail=self.unpublished.of_story(moved)[1], address=each, got="404")
            return
        path = article.get_absolute_url()
        if (status := self._status(path)) != 200:
            yield Fault("page", **of, address=path, got=str(status))
        for address in story.addresses:
            self.result.addresses += 1
            answer = self.asking.ask(self.host, address)
            if answer.status == 301 and answer.path == path:
                self.result.addresses_right += 1
                self._known = self._known or [address]
            else:
                yield Fault("address", **of, detail=path, address=address, got=f"{answer.status} {answer.path}")

    def _links(self, article: Article, of: dict[str, Any]) -> Iterator[Fault]:
        """Each link to a page of ours leads to one at once."""
        if not article.is_public or 'href="/' not in article.body:
            return
        for href in lxml.html.fromstring(f"<div>{article.body}</div>").xpath("//a/@href"):
            bare = str(href).partition("#")[0]
            if bare.startswith(settings.MEDIA_URL):
                continue
            if bare.startswith("/") and (status := self._status(bare)) != 200:
                is_known = bare.startswith("/news/") or self.running.book.target(Place(paths=(bare,)))
                if status == 301 and not is_known:
                    continue  # to what was a draft there, and was published here
                code, why = (BROKEN, "") if status == 301 else self.unpublished.of_path(bare)
                is_broken = code == BROKEN or (code == DEAD and is_known and not why)
                yield Fault(BROKEN if is_broken else code, **of, detail=why, address=str(href), got=str(status))

    def _status(self, path: str) -> int:
        if path not in self._answers:
            self._answers[path] = self.asking.ask(self.host, path).status
        return self._answers[path]

    def _files(self) -> Iterator[Fault]:
        for row in MovedFile.objects.filter(site=self.site, problem="").order_by("path"):
            self.result.addresses += 1
            answer = self.asking.ask(self.host, quote(f"/{row.path}"))
            expected = _address_of(row)
            if answer.status == 301 and expected and answer.path == expected:
                self.result.addresses_right += 1
            else:
                got = f"{answer.status} {answer.path}"
                yield Fault("file", detail=expected, address=f"/{row.path}", got=got)

    def _lists(self) -> Iterator[Fault]:
        months = {each for each in self._months if each >= (EARLIEST.year, EARLIEST.month)}
        for each in lists.list_addresses(self.source, self.running.decisions, self.running.book, months):
            self.result.addresses += 1
            answer = self.asking.ask(self.host, each.address)
            if each.is_right(answer):
                self.result.addresses_right += 1
            else:
                expected, got = " ".join(each.paths) or "410", f"{answer.status} {answer.path}"
                yield Fault("list", title=each.name[:80], detail=expected, address=each.address, got=got)

    def _hosts(self) -> Iterator[Fault]:
        """Each old host leads in one hop to our own: from its home, and from the address of a story."""
        told = self.running.usage.hosts
        for host in {*old_hosts.rows_of(self.site)} & {*old_hosts.chosen(self.site, told)}:
            for address in ("/", *self._known[:1]):
                self.result.addresses += 1
                asked, there = self.asking.ask(host, address), self.asking.ask(self.host, address)
                expected = there.location if there.status == 301 else root(self.host) + address
                if asked.status == 301 and asked.location == expected:
                    self.result.addresses_right += 1
                else:
                    got = f"{asked.status} {asked.location}"
                    yield Fault("host", title=host, detail=expected, address=address, got=got)


def _address_of(row: MovedFile) -> str:
    """Where the file is to be had, as an answer's path has it."""
    if row.image_id:
        image = Image.objects.filter(pk=row.image_id).first()
        return image.url if image else ""
    return f"{settings.MEDIA_URL}{row.document}"
