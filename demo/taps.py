"""The demo's taps: how often visitors called, copied a WeChat id or asked, on the pages that have such buttons."""

import datetime
from random import Random

from articles.models import Article, DailyTaps, TapHit
from plumbing.paths import path_of
from zones.models import Zone

#: So many days back, enough for a month and the one before it.
DAYS = 62
#: Of so many zones, and of so many articles, the newest.
ZONES, ARTICLES = 6, 6


def store_taps(today: datetime.date) -> None:
    """A few taps a day on the pages of some zones and articles, the first most, where there are none yet."""
    if DailyTaps.objects.exists():
        return
    random = Random(5)  # noqa: S311 - the same demo each time
    listed = Zone.objects.listed().select_related("city").order_by("city__order", "order")[:ZONES]
    zones = [zone.get_absolute_url() for zone in listed]
    newest = Article.objects.published().order_by("-published_at", "-pk").values_list("pk", flat=True)[:ARTICLES]
    pages = [*zones, *(path_of("articles:article", pk) for pk in newest)]
    rows = []
    for number, path in enumerate(pages):
        for back in range(DAYS):
            for action in TapHit.Action:
                if taps := int(random.paretovariate(2) / (1 + number / 4) - 0.4):
                    day = today - datetime.timedelta(days=back)
                    rows.append(DailyTaps(path=path, action=action, day=day, taps=taps))
    DailyTaps.objects.bulk_create(rows)
