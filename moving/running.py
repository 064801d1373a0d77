"""A run over a source: planned, story by story, then its files and names. It can be stopped anywhere and begun again.

What was done is known by the rows, so a run that goes on passes over what it has done, and the same source once more
changes nothing.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.utils import timezone

from articles.models import Article
from moving import doubling, naming, old_hosts, older
from moving.address_book import AddressBook, key_of
from moving.bodies import Bodies
from moving.completeness import Incomplete, damage, is_here
from moving.dating import STAYING, Dating
from moving.decisions import Decisions, Usage
from moving.fields import is_left_out
from moving.models import MovedFile, MovedStory, OldSite, Outcome, Run, Sort
from moving.notes import Notes
from moving.old_rows import OldRows
from moving.report import outcome_of
from moving.shelf import Shelf
from moving.source import Source, Story, Visibility
from moving.stories import WITHDRAWN_THERE, Done, Mover, is_edited, note_written, reserve_ids
from plumbing import advisory

BATCH, MOST_ADDRESS = 200, 1000
#: Of PostgreSQL's advisory locks, with the site's id.
LOCK = 0x6D6F7665
#: Ids of a trial, which no article has.
TRIAL_IDS = 10**15
SECONDS_BETWEEN_REPORTS = 1
#: Of PostgreSQL's errors, those of which the same once more is the remedy: the worker was at the same picture.
DEADLOCK, MOST_ATTEMPTS = "40P01", 5

#: What is called with (done, total) now and then.
Tell = Callable[[int, int], None]
#: What is called with each story's row, and whether it was written.
Hear = Callable[[MovedStory, bool], None]


class NotDecided(Exception):
    """Names or questions that nobody has decided; `missing` names them."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"{len(missing)} 项还没有决定")
        self.missing = missing


class Busy(Exception):
    """Another process moves this site just now."""


class Paused(Exception):
    """The time given is up; the run goes on when it is begun again."""


@contextmanager
def alone(site: OldSite) -> Iterator[None]:
    """Nobody else moves the site meanwhile. Raises Busy. The lock goes with the connection of whoever dies."""
    with advisory.transaction_of_its_own(connections[DEFAULT_DB_ALIAS]) as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, site.pk])
        if not cursor.fetchone()[0]:
            raise Busy
        yield


class Running:
    """One site and its source. `is_trial`: each story is written and rolled back, with all that belongs to it.

    `takes_incomplete`: the owner has said that a source that is not all there is to be taken all the same;
    `takes_double`: that stories which another old site has brought in are to be here twice; `takes_older`: a backup
    that is older than the last one.
    """

    def __init__(
        self,
        site: OldSite,
        source: Source,
        *,
        is_trial: bool = False,
        takes_incomplete: bool = False,
        takes_double: bool = False,
        takes_older: bool = False,
    ) -> None:
        self.site, self.source, self.is_trial = site, source, is_trial
        self.takes_incomplete, self.takes_double, self.takes_older = takes_incomplete, takes_double, takes_older
        self.decisions = Decisions(site)
        hosts = [*site.hosts, *source.own_hosts, *site.choices.get(old_hosts.CHOICE, [])]
        self.book = AddressBook(source.base_url, hosts)
        self.rows = OldRows(site)
        self.usage = Usage.of(source)
        self.damage = damage(source)
        self.until: float | None = None
        if missing := self.decisions.missing(self.usage):
            raise NotDecided(missing)

    def refuse_incomplete(self) -> None:
        """Raises Incomplete where the source is not all there, Older where the last run had a newer one."""
        if self.damage and not self.takes_incomplete:
            raise Incomplete(self.damage, is_first=not is_here(self.site))
        if not self.takes_older:
            older.refuse(self.site, self.usage)

    def run(self, run: Run, tell: Tell = lambda done, total: None, *, seconds: float | None = None) -> Run:
        """Bring everything in as that run. Raises Paused after so many seconds, Busy, Incomplete, Older, Doubled."""
        with alone(self.site):
            self.refuse_incomplete()
            if not self.takes_double:
                doubling.refuse(self.site, self.source)
            naming.make_tags(self.decisions, self.usage, run)
            self.plan()
            self.until = time.monotonic() + seconds if seconds else None
            self._each(run, tell, lambda moved, written: None)
            self._bring_in_files(run)
            naming.keep_addresses(self.source, self.decisions, self.rows, run)
            old_hosts.keep(self.site, run)
            self._note_gone(run)
            run.done, run.finished_at, run.counts = self.usage.stories, timezone.now(), self._counts(run)
            # As it is now: what names the source may have been said anew since the run began.
            run.refresh_from_db(fields=["source"])
            run.source = {**run.source, **older.kept(self.usage)}
            run.save(update_fields=["done", "finished_at", "counts", "source"])
        return run

    def try_out(self, hear: Hear, tell: Tell = lambda done, total: None) -> None:
        """The same without a trace. Raises Incomplete, Older."""
        self.refuse_incomplete()
        self.plan()
        self._each(None, tell, hear)
        seen = {story.id for story in self.source.stories()}
        gone = set(self.gone())
        # As a run counts them: what is gone since, what an earlier one found gone, and what cannot be read any more.
        for moved in MovedStory.objects.filter(site=self.site).order_by("pk").iterator(chunk_size=BATCH):
            if moved.old_id not in seen:
                with transaction.atomic():
                    if moved.pk in gone:
                        self._lose(moved, None)
                    hear(moved, moved.pk in gone)
                    transaction.set_rollback(True)

    # Planning: which stories there are, which become articles, and their ids.

    def plan(self) -> None:
        """Give each new story the id of its article, and read all addresses into the book."""
        naming.lead_names(self.source, self.decisions, self.book)
        self._trial_rows: dict[str, MovedStory] = {}
        #: What a run would have saved by now of stories that are here.
        self._trial_addresses: dict[str, list[str]] = {}
        for stories in self._batches():
            rows = self._rows(stories)
            new = [story for story in stories if story.id not in rows]
            ids = reserve_ids(len(new)) if new and not self.is_trial else []
            made = [
                MovedStory(site=self.site, old_id=story.id, title=story.title[:250].replace("\x00", ""))
                for story in new
            ]
            for number, row in enumerate(made):
                row.reserved_id = ids[number] if ids else TRIAL_IDS + len(self._trial_rows) + number
            rows |= {row.old_id: row for row in made}
            self._set_addresses(stories, rows)
            if self.is_trial:
                self._trial_rows |= {row.old_id: row for row in made}
            else:
                MovedStory.objects.bulk_create(made)

    def _set_addresses(self, stories: list[Story], rows: dict[str, MovedStory]) -> None:
        changed = []
        for story in stories:
            row = rows[story.id]
            keys = list(dict.fromkeys(key_of(address, story.id) for address in story.addresses))
            address = story.addresses[0][:MOST_ADDRESS] if story.addresses else ""
            place = story.place[:MOST_ADDRESS].replace("\x00", "")
            if self.damage and row.article_id:
                # What its address is made of may be cut off.
                keys = row.addresses
            elif (row.addresses, row.address, row.place) != (keys, address, place):
                row.addresses, row.address, row.place = keys, address, place
                changed.append(row)
            placing = self.decisions.get(Sort.PAGE, story.id)
            if story.visibility != Visibility.PUBLIC:
                continue
            if not is_left_out(story, self.decisions):
                self.book.add_story(keys, row.reserved_id)
            elif placing and placing.path:
                self.book.add(keys, placing.path)
        known = [row for row in changed if row.pk]
        if self.is_trial:
            self._trial_addresses |= {row.old_id: row.addresses for row in known}
        else:
            MovedStory.objects.bulk_update(known, ["addresses", "address", "place"])

    def _batches(self) -> Iterator[list[Story]]:
        stories = iter(self.source.stories())
        while batch := list(islice(stories, BATCH)):
            yield batch

    def _rows(self, stories: list[Story]) -> dict[str, MovedStory]:
        ids = [story.id for story in stories]
        return {row.old_id: row for row in MovedStory.objects.filter(site=self.site, old_id__in=ids)}

    # The stories.

    def _each(self, run: Run | None, tell: Tell, hear: Hear) -> None:
        shelf = Shelf(self.site, self.source.files, run, self.rows, is_trial=self.is_trial)
        started = run.started_at if run else timezone.now()
        mover = Mover(
            run=run,
            city_id=self.site.city_id,
            site_title=str(self.site),
            decisions=self.decisions,
            dating=Dating(self.decisions.choices, started),
            bodies=Bodies(self.book, shelf),
            rows=self.rows,
            tags=naming.tags_by_name(),
            is_cut=bool(self.damage),
        )
        done, told = 0, 0.0
        for stories in self._batches():
            rows = self._rows(stories)
            for story in stories:
                self._surely(mover, story, rows.get(story.id) or self._trial_rows[story.id], hear)
                done += 1
                if time.monotonic() - told > SECONDS_BETWEEN_REPORTS:
                    told = time.monotonic()
                    self._report(run, done, tell)
        self._report(run, done, tell)

    def _surely(self, mover: Mover, story: Story, moved: MovedStory, hear: Hear) -> None:
        """Move one story, again where the database broke off one of two that waited for each other."""
        key = moved.pk
        for attempt in range(1, MOST_ATTEMPTS + 1):
            try:
                self._one(mover, story, moved, hear)
            except OperationalError as error:
                if getattr(error.__cause__, "pgcode", "") != DEADLOCK or attempt == MOST_ATTEMPTS:
                    raise
                moved.pk = key
                mover.forget()
            else:
                return

    def _one(self, mover: Mover, story: Story, moved: MovedStory, hear: Hear) -> None:
        with transaction.atomic():
            if moved.pk is None:
                moved.save()
            else:
                moved = self._locked(moved)
            if self.is_trial and story.id in self._trial_addresses:
                moved.addresses = self._trial_addresses[story.id]
            done = mover.move(story, moved)
            hear(moved, done is Done.STORY)
            if self.is_trial:
                transaction.set_rollback(True)
        if done:
            self._pause()

    def _locked(self, moved: MovedStory) -> MovedStory:
        """The row as it is now. What a power cut takes of the last second is done again by the next run."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        return MovedStory.objects.select_for_update().get(pk=moved.pk)

    def _pause(self) -> None:
        """Stop when the time is up, after something was done: what is passed over alone may take longer than that."""
        if self.until and time.monotonic() > self.until:
            raise Paused

    def _report(self, run: Run | None, done: int, tell: Tell) -> None:
        if run:
            Run.objects.filter(pk=run.pk).update(done=done, total=self.usage.stories)
        tell(done, self.usage.stories)

    # What remains.

    def _bring_in_files(self, run: Run) -> None:
        """Files that no story shows: their old addresses are linked to from elsewhere."""
        if self.decisions.choices["unused"] != "take":
            return
        shelf = Shelf(self.site, self.source.files, run, self.rows)
        known = set(MovedFile.objects.filter(site=self.site).values_list("path", flat=True))
        for path in self.source.files.paths():
            if path in known:
                continue
            with transaction.atomic():
                shelf.address(path, Notes())
            self._pause()

    def _note_gone(self, run: Run) -> None:
        """Mark what the source has no more; withdraw it, if that was decided and nobody has changed it here."""
        for pk in self.gone():
            with transaction.atomic():
                self._lose(MovedStory.objects.select_for_update().get(pk=pk), run)

    def may_lack_stories(self) -> bool:
        """Whether the source ends too early, or has a row of which not even the id can be read."""
        refused = [*self.source.refused()]
        of_posts = [row for row in refused if not row.table or row.table.endswith("post")]
        is_unnamed = any(not row.table or not row.id or row.id.endswith("起") for row in of_posts)
        return bool(damage(self.source)) or is_unnamed or any(row.hides_story for row in refused)

    def gone(self) -> list[int]:
        """Keys of the stories that the source has no more; none where its rows are not all read: they may be there."""
        if self.may_lack_stories():
            return []
        seen = {story.id for story in self.source.stories()} | {row.id for row in self.source.refused()}
        there = MovedStory.objects.filter(site=self.site).exclude(outcome=Outcome.GONE)
        return [row.pk for row in there.only("old_id") if row.old_id not in seen]

    def _lose(self, moved: MovedStory, run: Run | None) -> None:
        article = Article.objects.select_for_update().filter(moved_from=moved).first()
        notes = Notes()
        notes.add("gone")
        # Should it be there again, its date stays.
        for code, detail in moved.notes:
            if code in STAYING:
                notes.add(code, detail)
        if article and self.decisions.choices["gone"] == "withdraw" and article.status == Article.Status.PUBLISHED:
            if is_edited(article, moved):
                notes.add("edited_here")
            else:
                article.status = Article.Status.WITHDRAWN
                article.save(update_fields={"status", "published_at", "first_published_at"})
                note_written(article.record(None, f"{WITHDRAWN_THERE}已经没有这篇"), moved)
        moved.outcome, moved.notes, moved.changed_run, moved.input_hash = Outcome.GONE, notes.as_json(), run, ""
        moved.save()

    def _counts(self, run: Run) -> dict[str, int]:
        """How many stories became what in this run; `same` are those of earlier ones."""
        rows = MovedStory.objects.filter(changed_run=run).values_list("outcome", "notes")
        changed = Counter(outcome_of(outcome, notes) for outcome, notes in rows.iterator(chunk_size=2000))
        rest = MovedStory.objects.filter(site=self.site).count() - changed.total()
        return {**changed, "same": rest}


def begin(site: OldSite, source: dict[str, str]) -> Run:
    """The run to go on with: the site's unfinished one, else a new one."""
    unfinished = Run.objects.unfinished().filter(site=site).first()
    if unfinished:
        Run.objects.filter(pk=unfinished.pk).update(source=source)
        return unfinished
    return Run.objects.create(site=site, source=source)
