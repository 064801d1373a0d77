"""What the report has counted, in all, by city and by person."""

from collections import defaultdict
from datetime import date

from leads.models.stage import GIVEN_UP
from leads.statistics import CALLS, OF_NOW, VISITS
from reports import counting
from reports.responses import Response, responses
from reports.scope import Scope
from reports.signed import Signed, signings
from reports.tallies import Tally, tallies

#: ("", None) for all, ("city", id) or ("person", id); the id is None for head office's and for nobody's.
Key = tuple[str, int | None]
EVERYTHING: Key = ("", None)


class Counts:
    """Counts by (is_now, by what, id), in which `is_now` is whether they are of the period or of the one before.

    Those of leads given up end with their stage; `standing` is by (by what, id, figure of OF_NOW). Six queries.
    """

    def __init__(self, scope: Scope) -> None:
        self.responses: dict[tuple[bool, str, int | None], Response] = defaultdict(Response)
        self.tallies: dict[Tally, int] = defaultdict(int, tallies(scope))
        self.signed: dict[tuple[bool, str, int | None], Signed] = defaultdict(Signed)
        self.given_up: dict[tuple[bool, str, int | None, str], int] = defaultdict(int)
        self.standing: dict[tuple[str, int | None, str], int] = defaultdict(int)
        for is_now, by, pk, response in responses(scope):
            self.responses[is_now, by, pk] = response
        #: Of the period, by day; and by city and month, but for what old lists brought.
        self.signed_on: dict[date, Signed] = {}
        self.signed_there: dict[tuple[int | None, date], Signed] = {}
        for is_now, by, of_which, signed in signings(scope):
            if by in ("", "city", "person"):
                self.signed[is_now, by, of_which] = signed
            elif is_now:
                (self.signed_on if by == "day" else self.signed_there)[of_which] = signed
        for is_now, city, owner, stage, number in counting.given_up(scope):
            for by, pk in _keys(city, owner):
                self.given_up[is_now, by, pk, stage] += number
        for city, owner, numbers in counting.standing_now(scope):
            for by, pk in _keys(city, owner):
                for figure, number in numbers.items():
                    self.standing[by, pk, figure] += number

    def ids(self, by: str) -> list[int | None]:
        """The cities, or people, of which anything was counted, those first that received most now."""
        counted = (self.responses, self.signed, self.given_up)
        keys: set[Key] = {(kind, pk) for counts in counted for _, kind, pk, *_ in counts}
        keys |= {(kind, pk) for _, _, kind, pk in self.tallies if not isinstance(pk, str)}
        keys |= {(kind, pk) for kind, pk, _ in self.standing}
        found = [pk for kind, pk in keys if kind == by]
        return sorted(found, key=lambda pk: (-self.responses[True, by, pk].received, pk or 0))

    def figures(self, is_now: bool, by: str = "", pk: int | None = None) -> dict[str, int]:
        """{figure of leads.statistics: leads}."""
        response = self.responses[is_now, by, pk]
        return {
            "received": response.received,
            "promised": response.promised,
            "answered": response.answered,
            "in_time": response.in_time,
            "late": response.late,
            "missed": response.missed,
            "connected": response.connected,
            **self.signed[is_now, by, pk].figures,
            **{stage.value: self.given_up[is_now, by, pk, stage] for stage in GIVEN_UP},
            **{figure: self.tallies[figure, is_now, by, pk] for figure in ("returned", "undated", *VISITS, *CALLS)},
            **({figure: self.standing[by, pk, figure] for figure in OF_NOW} if is_now else {}),
        }


def _keys(city: int | None, owner: int | None) -> tuple[Key, Key, Key]:
    """Under which a count is kept that is of a city and of a person."""
    return EVERYTHING, ("city", city), ("person", owner)
