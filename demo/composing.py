"""Composes any number of different articles of the sentences in `sentences.toml`, for measuring at size.

Nothing here touches the database, and the same seed and number always give the same article.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import accumulate
from random import Random
from typing import Any

from demo.content import read
from demo.writing import NOTE, Values, fill

YEARS = 10
#: Fewest and most paragraphs of an article, and sentences of a paragraph.
PARAGRAPHS, SENTENCES = (3, 7), (2, 4)
MOST_TAGS = 5


@cache
def sentences() -> dict[str, Any]:
    return read("sentences")


def tag_names() -> list[str]:
    """Every tag there can be, most used first: the industries, then each with what the news says of it."""
    words = sentences()["words"]
    return words["industry"] + [
        industry + kind for kind in words["tag_kind"] for industry in words["industry"] if kind not in industry
    ]


@cache
def _zipf(length: int) -> list[float]:
    """Cumulative weights 1, 1/2, 1/3 ... of `length` things, for random.choices."""
    return list(accumulate(1 / rank for rank in range(1, length + 1)))


@dataclass
class Composed:
    """Article `number` of `total`: number 0 is the oldest, ten years before `now`; numbers go with time.

    `zones` is [(zone id, its name, city id, its name)], the busiest first; `sections` and `images` are lists of ids.
    """

    number: int
    total: int
    seed: int
    now: datetime
    zones: list[tuple[int, str, int, str]]
    sections: list[int]
    images: list[int]

    def __post_init__(self):
        self._random = random = Random(f"{self.seed}:{self.number}")  # noqa: S311 - texts, not secrets
        [(zone_id, zone, self.city_id, self.city)] = random.choices(self.zones, cum_weights=_zipf(len(self.zones)))
        # One in ten is the whole city's news, and names the city where another names its zone.
        self.zone_id, self.zone = (zone_id, zone) if random.random() < 0.9 else (None, self.city)
        self.published_at = self._publishing_time()
        self._values = self._choose_words()
        [self.section_id] = random.choices(self.sections, cum_weights=_zipf(len(self.sections)))
        self.title = self._sentence("titles")
        self.summary = self._sentence("summaries") if random.random() < 0.6 else ""
        self.cover_id = random.choice(self.images) if self.images and random.random() < 0.7 else None
        self.views = int(random.paretovariate(0.9) * 20) % 1_000_000
        names = tag_names()
        drawn = random.choices(range(len(names)), cum_weights=_zipf(len(names)), k=random.randint(1, MOST_TAGS))
        #: Indexes into `tag_names()`.
        self.tags = list(dict.fromkeys([names.index(self._values["industry"]), *drawn]))[:MOST_TAGS]

    @cached_property
    def body(self) -> str:
        """The markup, as `articles.body.clean()` leaves it."""
        blocks = []
        for number in range(self._random.randint(*PARAGRAPHS)):
            if number and self._random.random() < 0.3:
                blocks.append(f"<h2>{self._random.choice(sentences()['headings'])}</h2>")
            drawn = self._random.sample(sentences()["sentences"], self._random.randint(*SENTENCES))
            blocks.append(f"<p>{''.join(fill(sentence, self._values) for sentence in drawn)}</p>")
        return f"{''.join(blocks)}<p>{NOTE}</p>"

    def _publishing_time(self):
        """Evenly over the years, and never later than `now`."""
        span = timedelta(days=365 * YEARS)
        return self.now - span + (self.number + self._random.random()) / self.total * span

    def _choose_words(self):
        """What stays the same throughout the article; every other placeholder is drawn anew."""
        words = sentences()["words"]
        [industry] = self._random.choices(words["industry"], cum_weights=_zipf(len(words["industry"])))
        firm = "".join(self._random.choice(words[f"firm_{part}"]) for part in ("first", "second", "third"))
        values = {
            "zone": self.zone.removesuffix("（示例）"), "city": self.city, "firm": firm, "industry": industry,
            "date": f"{self.published_at.month}月{self.published_at.day}日",
        }  # fmt: skip
        return Values(self._random, values, words)

    def _sentence(self, kind):
        return fill(self._random.choice(sentences()[kind]), self._values)
