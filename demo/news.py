"""The demo's 120 articles as data: every story told twice for different places, and the special ones, each dated.

Dates are counted back from the moment of loading, so that the site always looks alive.
"""

import datetime
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from demo.content import read
from demo.writing import NOTE, tell, topics, turn

#: Whatever is drawn by lot comes out the same at every loading.
SEED = 2026
#: Each story is told this often, to other places and years.
TELLINGS = 2
#: The oldest article is this old.
OLDEST_DAYS = 3 * 365
#: Where the news come from; an empty name is the desk's own work.
SOURCES = ("园区观察（示例）", "示例城市日报", "", "产业周刊（示例）", "示例园区通讯", "")
BYLINES = ("示例编辑部", "", "记者 示例", "通讯员 示例")


@dataclass(frozen=True)
class Story:
    """One article, everything of it but the database's ids.

    `city`, `zone` and `section` are slugs, `cover` is a picture's name.
    """

    title: str
    summary: str
    body: str
    section: str
    city: str | None
    zone: str | None
    tags: list[str]
    cover: str | None
    published_at: datetime.datetime
    event_date: datetime.date | None = None
    expires_at: datetime.datetime | None = None
    status: str = "published"
    pinned: bool = False
    byline: str = ""
    source_name: str = ""
    source_url: str = ""


def stories(places, now):
    """All of them, newest first. `places` is {zone slug: {city, city_name, zone, park}}, all of them words."""
    return sorted([*ordinary(places, now), *specials(places, now)], key=lambda story: story.published_at, reverse=True)


def ordinary(places, now):
    """The stories of all topics in turn, so that neighbours differ and two tellings lie a year apart."""
    lot = Random(SEED)  # noqa: S311 - draws texts, not secrets
    files = topics()
    tales = [
        (topic, number, use)
        for use in range(TELLINGS)
        for number in range(max(len(topic.stories) for topic in files))
        for topic in files
        if number < len(topic.stories)
    ]
    stocks = {topic.name: lot.sample(topic.blocks, len(topic.blocks)) for topic in files}
    for index, (topic, number, use) in enumerate(tales):
        story = topic.stories[number]
        slugs = story.get("places", topic.places)
        place = places[slugs[(index + use) % len(slugs)]]
        moment = publishing_time(index, len(tales), now)
        # Most news are of the same day or the day before; some come late.
        lag = lot.choice((0, 0, 1, 1, 2, 6))
        event = timezone.localdate(moment) - datetime.timedelta(days=lag)
        words = {
            "zone": place["zone"],
            "park": place["park"],
            "city": place["city_name"],
            "date": f"{event.month}月{event.day}日",
            "month": f"{event.month}月",
        }
        # How long a text is differs.
        count = story.get("blocks", lot.choice((2, 3, 3, 4, 5)))
        blocks = share(stocks[topic.name], number, use, count)
        text = tell(topic, story, use, blocks, words, lot)
        source = SOURCES[index % len(SOURCES)]
        yield Story(
            title=text.title,
            summary=text.summary,
            body=text.body,
            section=story.get("section", topic.section),
            city=place["city"],
            zone=None if story.get("scope") == "city" else place["slug"],
            tags=tags_of(topic, number, lot),
            # Without a cover of its own an article shows its first picture.
            cover=None if "![" in text.body and lot.random() < 0.4 else turn(topic.pictures, number + use),
            published_at=moment,
            event_date=event if lag > 1 else None,
            byline=lot.choice(BYLINES),
            source_name=source,
            source_url=f"https://example.com/news/{1000 + index}" if source else "",
        )


def share(stock, number, use, count):
    """`count` paragraphs of a topic's stock; up to half of it, a story's second telling gets none of its first's."""
    start = number * 3 + use * (len(stock) // 2)
    return [stock[(start + step) % len(stock)] for step in range(count)]


def tags_of(topic, number, lot):
    """Two to four tags of the topic; the first, its main one, comes most often."""
    main, *others = topic.tags
    return [*([main] if number != 3 else []), *lot.sample(others, lot.randint(1, min(3, len(others))))]


def publishing_time(index, count, now):
    """When the index-th of `count` articles appeared: the newest today, the older the sparser, in working hours."""
    days = round(OLDEST_DAYS * (index / (count - 1)) ** 1.6)
    # Loaded early in the morning, today's news are a few minutes old.
    return min(working_hour(index, days, now), now - datetime.timedelta(minutes=11 * (index + 1)))


def working_hour(index, days, now):
    """A time between eight and six, other for each index, `days` before today."""
    day = timezone.localdate(now) - datetime.timedelta(days=days)
    time = datetime.time(8 + index * 7 % 10, index * 37 % 60)
    return datetime.datetime.combine(day, time, timezone.get_current_timezone())


def specials(places, now):
    """The articles of `specials.toml`."""
    cities = {place["city"]: place for place in places.values()}
    for number, row in enumerate(read("specials")["articles"]):
        place = places[row["place"]] if "place" in row else cities.get(row.get("city"))
        moment = working_hour(number, row["days"], now)
        event_days, expires = row.get("event_days"), row.get("expires")
        source = row.get("source", "")
        yield Story(
            title=row["title"],
            summary=row.get("summary", ""),
            body=f"{row['body'].strip()}\n{NOTE}",
            section=row["section"],
            city=place["city"] if place else None,
            zone=place["slug"] if place and "place" in row else None,
            tags=row.get("tags", []),
            cover=row.get("cover"),
            published_at=moment,
            event_date=timezone.localdate(moment) - datetime.timedelta(days=event_days) if event_days else None,
            expires_at=now - datetime.timedelta(days=expires) if expires else None,
            status=row.get("status", "published"),
            pinned=row.get("pinned", False),
            byline=row.get("byline", ""),
            source_name=source,
            source_url=f"https://example.com/special/{number}" if source else "",
        )
