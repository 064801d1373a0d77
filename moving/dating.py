"""Dates for stories of which the old site has none that can be: whose it is then, said of each by name."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from moving.choices import Choices
from moving.notes import Notes
from moving.source import Story, Visibility

#: Dates before it are no dates: negative numbers, zero.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
#: Where not even a neighbour has one.
_SOME_DAY = EARLIEST + timedelta(days=3650)


class Neighbour(NamedTuple):
    """The last story before that has a date, in the order of the old site's ids."""

    moment: datetime = _SOME_DAY
    named: str = ""

    @classmethod
    def of(cls, story: Story, moment: datetime) -> "Neighbour":
        """That story, which has that date."""
        return cls(moment, story.place or f"旧编号 {story.id}")

    @property
    def in_words(self) -> str:
        """Whose date it is."""
        return f"前一篇（{self.named}）的 {in_words(self.moment)}" if self.named else in_words(self.moment)


class Given(NamedTuple):
    """The date that a story was given before, for want of a usable one: by which note, and what that says of it."""

    code: str
    detail: str
    moment: datetime


#: Notes of dates that stay once they were given: who reads a public page would see another one.
STAYING = {"date_own", "date_neighbour"}


def is_usual(moment: datetime | None, today: datetime) -> bool:
    """Whether it is a day on which a story may have been published."""
    return moment is not None and EARLIEST <= moment <= today


def own_date(story: Story, today: datetime) -> datetime | None:
    """When it was made or, else, changed; None where the old site does not know that either."""
    return next((each for each in (story.created_at, story.updated_at) if each and is_usual(each, today)), None)


def in_words(moment: datetime | None) -> str:
    """As notes have it; empty for none."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment and moment.year < 9999 else ""


class Dating:
    """Gives each story its date; stories are to be asked for in order."""

    def __init__(self, choices: Choices, today: datetime) -> None:
        self.choices, self.today, self._neighbour = choices, today, Neighbour()

    def date(
        self, story: Story, notes: Notes, imported_at: datetime | None = None, given: Given | None = None
    ) -> datetime | None:
        """When the story was published; None for one whose date is to be set by an editor.

        `imported_at`: when it was first brought in, for one that was before: its day of import is that one for ever.
        `given`: the date that it has been given, which stays as long as the same was chosen: its neighbour may go.
        """
        shown = story.published_at
        if shown and is_usual(shown, self.today):
            self._neighbour = Neighbour.of(story, shown)
            return shown
        if shown and shown > self.today:
            notes.add("future", in_words(shown))
            # What nobody has seen yet keeps the day that was planned for it.
            is_planned = self.choices["future"] == "scheduled" or story.visibility != Visibility.PUBLIC
            if is_planned and shown.year < 9999:
                return shown
        else:
            notes.add("undated", in_words(shown))
            if self.choices["undated"] == "draft":
                return None
        if given and (given.code == "date_own" or self.choices["undated"] != "import"):
            notes.add(given.code, given.detail)
            return given.moment
        if own := own_date(story, self.today):
            notes.add("date_own", in_words(own))
            return own
        if self.choices["undated"] == "import":
            day = imported_at or self.today
            notes.add("date_of_import", in_words(day))
            return day
        notes.add("date_neighbour", self._neighbour.in_words)
        return self._neighbour.moment


class Undated:
    """The public stories without a usable date, row by row, before anybody has chosen: what each would get."""

    #: So many are named.
    MOST = 1000

    def __init__(self) -> None:
        self.today, self._neighbour = timezone.now(), Neighbour()
        self.count, self.rows = 0, list[list[str]]()

    def take(self, story: Story, is_public: bool) -> None:
        """See the next story, in the order of their ids."""
        shown = story.published_at
        if shown and is_usual(shown, self.today):
            self._neighbour = Neighbour.of(story, shown)
        elif is_public and not (shown and shown > self.today):
            self.count += 1
            if len(self.rows) < self.MOST:
                own = own_date(story, self.today)
                date = f"自己的创建或修改时间 {in_words(own)}" if own else self._neighbour.in_words
                self.rows.append([story.place or story.id, story.title[:80].replace("\x00", ""), in_words(shown), date])
