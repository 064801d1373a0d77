"""What a person says of a whole file: what its headings mean, and how to take what rows leave out or say otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from listings.pricing import LAND, RENT, SALE
from listings.stock_sheet.columns import BY_HAND, BY_NAME
from listings.stock_sheet.directory import Directory
from plumbing import typed_text
from plumbing.days import validate_year
from staff.models import User

#: The units that a price without one may be in, by the unit in which such prices are compared.
PRICE_UNITS = {
    RENT: ("元/㎡·月", "元/㎡·天"),
    SALE: ("元/㎡", "万元"),
    LAND: ("万元/亩", "元/㎡", "万元"),
}
#: What prices without a unit are of; "" where the row does not say yet.
_PRICES_OF = {RENT: "出租", SALE: "出售", LAND: "土地", "": "交易未定"}
#: Rows named with a question, examples of what stands in them, questions of one page.
_MOST_ROWS, _MOST_SAMPLES, MOST_QUESTIONS = 8, 4, 100
#: Characters of an answer.
_LONGEST = 200


class Wishes(NamedTuple):
    """What was said of the whole file.

    `answers` are {field: {as typed, "" where nothing is: what to take for it}}, `columns` {heading as typed: key of
    columns.BY_HAND}; `skips` passes over unreadable cells; `changes` are the keys of rows without a number that change
    the listing there is; `gone` is {number of a listing that the sheet names no more: the state it is to get}.
    """

    answers: Mapping[str, Mapping[str, str]] = {}
    columns: Mapping[str, str] = {}
    skips: bool = False
    changes: Iterable[str] = ()
    gone: Mapping[str, str] = {}

    def answer(self, name: str, typed: str = "") -> str:
        """What to take for it; "" where nothing was said."""
        return self.answers.get(name, {}).get(typed, "")

    def after(self, before: "Wishes") -> "Wishes":
        """With what was said of an earlier file and is not said otherwise of this one."""
        answers = {name: dict(each) for name, each in before.answers.items()}
        for name, each in self.answers.items():
            answers[name] = answers.get(name, {}) | dict(each)
        return Wishes(answers, {**before.columns, **self.columns}, self.skips or before.skips)

    def day(self) -> date | None:
        """The day on which all was verified that says none; None unless it was chosen, and is not yet to come."""
        try:
            day = date.fromisoformat(self.answer("verified_on"))
            validate_year(day)
        except (ValueError, ValidationError):
            return None
        return day if day <= timezone.localdate() else None

    def price_unit(self, compared_in: str) -> str:
        """The unit of prices that have none, "" where none was said that such prices can be in."""
        said = (self.answer("price", compared_in), self.answer("price"))
        return next((unit for unit in said if unit in PRICE_UNITS.get(compared_in, ())), "")


NO_WISHES = Wishes()


def stored(wishes: Mapping[str, Any]) -> Wishes:
    """The wishes that JSON kept."""
    return Wishes(**{name: wishes[name] for name in Wishes._fields if name in wishes})


@dataclass
class Question:
    """What rows leave out, or say in words that are not understood: one answer goes for all of them.

    `choices` are (value, words); of a question without any the answer is typed. `guesses` are those most likely.
    """

    name: str
    typed: str
    answer: str
    rows: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)
    is_needed: bool = False
    choices: list[tuple[str, str]] = field(default_factory=list)
    guesses: list[tuple[str, str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"say-{self.name}-{self.typed}"

    @property
    def label(self) -> str:
        """As people are asked."""
        if self.name == "price" and self.typed in _PRICES_OF:
            return f"价格没有单位（{_PRICES_OF[self.typed]}）"
        label = BY_NAME[self.name].label
        return f"{label}写的“{self.typed}”" if self.typed else f"没有写{label}"

    @property
    def is_day(self) -> bool:
        return self.name == "verified_on" and not self.typed

    @property
    def where(self) -> str:
        """The rows it is of."""
        more = len(self.rows) - _MOST_ROWS
        return "、".join(self.rows[:_MOST_ROWS]) + (f" 等 {len(self.rows)} 行" if more > 0 else "")


def questions(rows: Iterable[Mapping[str, Any]], wishes: Wishes) -> list[Question]:
    """Those that the rows shown leave open, what stops rows and what concerns most of them first."""
    found: dict[tuple[str, str], Question] = {}
    for row in rows:
        for name, typed, sample, is_needed in row.get("asks", ()):
            question = found.setdefault((name, typed), Question(name, typed, wishes.answer(name, typed)))
            if row["row"] not in question.rows[-1:]:
                question.rows.append(row["row"])
            question.is_needed |= is_needed
            if sample and sample not in question.samples and len(question.samples) < _MOST_SAMPLES:
                question.samples.append(sample)
    return sorted(found.values(), key=lambda one: (one.answer > "", not one.is_needed, one.typed > "", -len(one.rows)))


def with_choices(asked: list[Question], user: User) -> list[Question]:
    """The questions with what the person may answer."""
    directory = Directory(user) if any(question.name == "zone" for question in asked) else None
    zones = [(str(zone.pk), f"{zone.city.name} {zone.name}") for zone in (directory.zones if directory else ())]
    for question in asked:
        if directory and question.name == "zone":
            question.choices = zones
            near = directory.nearest(question.typed) if question.typed else []
            question.guesses = [(str(zone.pk), zone.name) for zone in near if str(zone.pk) != question.answer]
        elif question.name == "price" and question.typed in _PRICES_OF:
            units = PRICE_UNITS.get(question.typed) or chain(*PRICE_UNITS.values())
            question.choices = [(unit, unit) for unit in dict.fromkeys(units)]
        else:
            choices = BY_NAME[question.name].field.choices or ()
            question.choices = [(str(value), str(words)) for value, words in choices if value not in {None, ""}]
    return asked


def said_in(data: Mapping[str, str], known: Iterable[Question], headings: Iterable[str], wishes: Wishes) -> Wishes:
    """The wishes with what a form says besides; what it leaves alone stays."""
    answers: dict[str, dict[str, str]] = defaultdict(dict, {name: dict(each) for name, each in wishes.answers.items()})
    for question in known:
        if (said := typed_text.line(data.get(question.key, question.answer))[:_LONGEST]) != question.answer:
            answers[question.name][question.typed] = said
    columns = dict(wishes.columns)
    for name in headings:
        key = data.get(f"column-{name}", columns.get(name, ""))
        columns[name] = key if key in BY_HAND else ""
    return wishes._replace(
        answers={name: kept for name, each in answers.items() if (kept := {k: v for k, v in each.items() if v})},
        columns={name: key for name, key in columns.items() if key},
        skips="skips" in data if "skips_shown" in data else wishes.skips,
    )
