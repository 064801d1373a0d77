"""Composes any number of different articles of the sentences in `sentences.toml`, for measuring at size.

Nothing here touches the database, and the same seed and number always give the same article.
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from itertools import accumulate

from demo.content import read
from demo.writing import NOTE, fill

YEARS = 10
#: How many paragraphs, and how many sentences in each.
PARAGRAPHS, PARAGRAPH = (3, 7), (2, 4)
MOST_TAGS = 5


@cache
def sentences():
    return read("sentences")


def tag_names():
    """Every tag there can be, most used first: the industries, then each with what the news says of it."""
    words = sentences()["words"]
    return words["industry"] + [
        industry + kind for kind in words["tag_kind"] for industry in words["industry"] if kind not in industry
    ]


@cache
def _zipf(length):
    """Cumulative weights 1, 1/2, 1/3 ... of `length` things, for random.choices."""
    return list(accumulate(1 / rank for rank in range(1, length + 1)))


class _Words(dict):
    """The words of one article: what is not set is drawn anew at each use."""

    def __init__(self, lot, **given):
        super().__init__(given)
        self._lot, self._lists = lot, sentences()["words"]

    def __missing__(self, name):
        match name:
            case "n":
                return str(self._lot.randint(12, 98))
            case "m":
                return str(self._lot.randint(2, 9))
            case "month":
                return str(self._lot.randint(1, 12))
            case "year":
                return str(self._lot.randint(1992, 2024))
        return self._lot.choice(self._lists[name])


@dataclass
class Composed:
    """Article `number` of `total`: number 0 is the oldest, ten years before `now`; numbers go with time.

    `zones` is [(zone id, its name, city id, its name)], the busiest first; `sections` and `images` are lists of ids.
    """

    number: int
    total: int
    seed: int
    now: object
    zones: list
    sections: list
    images: list

    def __post_init__(self):
        self._lot = lot = random.Random(f"{self.seed}:{self.number}")  # noqa: S311 - texts, not secrets
        [(zone_id, zone, self.city_id, self.city)] = lot.choices(self.zones, cum_weights=_zipf(len(self.zones)))
        # One in ten is the whole city's news.
        self.zone_id, self.zone = (zone_id, zone) if lot.random() < 0.9 else (None, self.city)
        self.published_at = self._moment()
        lists = sentences()["words"]
        [industry] = lot.choices(lists["industry"], cum_weights=_zipf(len(lists["industry"])))
        firm = "".join(lot.choice(lists[f"firm_{part}"]) for part in ("first", "second", "third"))
        date = f"{self.published_at.month}月{self.published_at.day}日"
        # The city's own news speaks of the city where another names its zone.
        self._words = _Words(
            lot, zone=self.zone.removesuffix("（示例）"), city=self.city, firm=firm, industry=industry, date=date
        )
        [self.section_id] = lot.choices(self.sections, cum_weights=_zipf(len(self.sections)))
        self.title = self._say("titles")
        self.summary = self._say("summaries") if lot.random() < 0.6 else ""
        self.cover_id = lot.choice(self.images) if self.images and lot.random() < 0.7 else None
        self.views = int(lot.paretovariate(0.9) * 20) % 1_000_000
        names = tag_names()
        picked = lot.choices(range(len(names)), cum_weights=_zipf(len(names)), k=lot.randint(1, MOST_TAGS))
        #: Places in `tag_names()`.
        self.tags = list(dict.fromkeys([names.index(industry), *picked]))[:MOST_TAGS]

    @cached_property
    def body(self):
        """The markup, as `articles.body.clean()` leaves it."""
        blocks = []
        for number in range(self._lot.randint(*PARAGRAPHS)):
            if number and self._lot.random() < 0.3:
                blocks.append(f"<h2>{self._lot.choice(sentences()['headings'])}</h2>")
            said = self._lot.sample(sentences()["sentences"], self._lot.randint(*PARAGRAPH))
            blocks.append(f"<p>{''.join(fill(sentence, self._words) for sentence in said)}</p>")
        return f"{''.join(blocks)}<p>{NOTE}</p>"

    def _say(self, kind):
        return fill(self._lot.choice(sentences()[kind]), self._words)

    def _moment(self):
        """Evenly over the years, within a second of its turn: never later than `now`."""
        span = timedelta(days=365 * YEARS)
        return self.now - span + (self.number + self._lot.random()) / self.total * span
