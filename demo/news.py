"""The demo's 120 articles as data: every story used twice, for different zones, and the special ones, each dated.

Dates are counted back from the moment of loading, so that the site always looks alive.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from django.utils import timezone

from demo.content import read
from demo.writing import NOTE, Topic, choose, read_topics, write
from plumbing.days import moment_of

#: Whatever is drawn at random is the same at every loading.
SEED = 2026
#: Articles made of each story, for other zones and in other years.
VARIANTS = 2
#: The age of the oldest article.
OLDEST_DAYS = 3 * 365
#: Where news comes from; an empty name is the desk's own work.
SOURCES = ("园区观察（示例）", "示例城市日报", "", "产业周刊（示例）", "示例园区通讯", "")
BYLINES = ("示例编辑部", "", "记者 示例", "通讯员 示例")


@dataclass(frozen=True)
class ZoneNames:
    """What texts call a zone and its city, and the slugs of both. `short_name` is for every mention after the first."""

    slug: str
    name: str
    short_name: str
    city: str
    city_name: str


@dataclass(frozen=True)
class ArticleData:
    """One article without the database's ids.

    `city`, `zone` and `section` are slugs, `cover` is a picture's name, `body` is in the notation of `markup`.
    """

    title: str
    body: str
    section: str
    published_at: datetime.datetime
    summary: str = ""
    city: str | None = None
    zone: str | None = None
    tags: list[str] = field(default_factory=list)
    cover: str | None = None
    event_date: datetime.date | None = None
    expires_at: datetime.datetime | None = None
    status: str = "published"
    pinned: bool = False
    byline: str = ""
    source_name: str = ""
    source_url: str = ""


def articles(zones: Mapping[str, ZoneNames], now: datetime.datetime) -> list[ArticleData]:
    """All of them, newest first. `zones` is {slug: ZoneNames}."""
    both = [*articles_of_stories(zones, now), *special_articles(zones, now)]
    return sorted(both, key=lambda article: article.published_at, reverse=True)


def articles_of_stories(zones: Mapping[str, ZoneNames], now: datetime.datetime) -> Iterator[ArticleData]:
    """One topic after the other in turn, so that neighbours differ and the variants of a story lie a year apart."""
    random = Random(SEED)  # noqa: S311 - draws texts, not secrets
    topics = read_topics()
    queue = [
        (topic, number, variant)
        for variant in range(VARIANTS)
        for number in range(max(len(topic.stories) for topic in topics))
        for topic in topics
        if number < len(topic.stories)
    ]
    shuffled = {topic.name: random.sample(topic.paragraphs, len(topic.paragraphs)) for topic in topics}
    for index, (topic, number, variant) in enumerate(queue):
        story = topic.stories[number]
        zone = zones[choose(story.get("zones", topic.zones), index + variant)]
        published_at = publishing_time(index, len(queue), now)
        # Most news is of the same day or the day before; some comes late.
        delay = random.choice((0, 0, 1, 1, 2, 6))
        event_date = timezone.localdate(published_at) - datetime.timedelta(days=delay)
        # Texts differ in length.
        count = story.get("paragraphs", random.choice((2, 3, 3, 4, 5)))
        paragraphs = choose_paragraphs(shuffled[topic.name], number, variant, count)
        text = write(topic, story, variant, paragraphs, placeholder_values(zone, event_date), random)
        source = choose(SOURCES, index)
        yield ArticleData(
            **vars(text),
            section=story.get("section", topic.section),
            city=zone.city,
            zone=None if story.get("scope") == "city" else zone.slug,
            tags=choose_tags(topic, number, random),
            # Without a cover of its own an article shows its first picture.
            cover=None if "![" in text.body and random.random() < 0.4 else choose(topic.pictures, number + variant),
            published_at=published_at,
            event_date=event_date if delay > 1 else None,
            byline=random.choice(BYLINES),
            source_name=source,
            source_url=f"https://example.com/news/{1000 + index}" if source else "",
        )


def placeholder_values(zone: ZoneNames, date: datetime.date) -> dict[str, str]:
    return {
        "zone": zone.name,
        "park": zone.short_name,
        "city": zone.city_name,
        "date": f"{date.month}月{date.day}日",
        "month": f"{date.month}月",
    }


def choose_paragraphs(paragraphs: list[str], number: int, variant: int, count: int) -> list[str]:
    """`count` of a topic's paragraphs; up to half of them, a story's second variant has none of its first's."""
    start = number * 3 + variant * (len(paragraphs) // 2)
    return [choose(paragraphs, start + step) for step in range(count)]


def choose_tags(topic: Topic, number: int, random: Random) -> list[str]:
    """One to four tags of the topic; only its fourth story lacks the main one, which comes first."""
    main, *others = topic.tags
    return [*([main] if number != 3 else []), *random.sample(others, random.randint(1, min(3, len(others))))]


def publishing_time(index: int, count: int, now: datetime.datetime) -> datetime.datetime:
    """When the index-th of `count` articles appeared: the newest today, the older the sparser, in working hours."""
    days = round(OLDEST_DAYS * (index / (count - 1)) ** 1.6)
    # Loaded early in the morning, today's news is a few minutes old.
    return min(working_hour(index, days, now), now - datetime.timedelta(minutes=11 * (index + 1)))


def working_hour(index: int, days: int, now: datetime.datetime) -> datetime.datetime:
    """A time between eight and six, different for each index, `days` before today."""
    day = timezone.localdate(now) - datetime.timedelta(days=days)
    time = datetime.time(8 + index * 7 % 10, index * 37 % 60)
    return moment_of(day, time)


def special_articles(zones: Mapping[str, ZoneNames], now: datetime.datetime) -> Iterator[ArticleData]:
    """The articles of `specials.toml`: fields of ArticleData, but dates as distances in days."""
    for number, row in enumerate(read("specials")["articles"]):
        row["body"] = f"{row['body'].strip()}\n{NOTE}"
        row["published_at"] = working_hour(number, row.pop("days"), now)
        if "zone" in row:
            row["city"] = zones[row["zone"]].city
        if "event_days" in row:
            event = datetime.timedelta(days=row.pop("event_days"))
            row["event_date"] = timezone.localdate(row["published_at"]) - event
        if "expires" in row:
            row["expires_at"] = now - datetime.timedelta(days=row.pop("expires"))
        if "source_name" in row:
            row["source_url"] = f"https://example.com/special/{number}"
        yield ArticleData(**row)
