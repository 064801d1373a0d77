"""When the demo's articles appear: days before the day of loading, so that the site always looks alive."""

import datetime
from dataclasses import dataclass

from articles.models import Article


@dataclass(frozen=True)
class Slot:
    """One place in the calendar."""

    days_ago: int
    status: str = Article.Status.PUBLISHED

    def moment(self, now):
        return now - datetime.timedelta(days=self.days_ago, hours=self.days_ago % 7, minutes=self.days_ago * 13 % 60)


CALENDAR = [Slot(days) for days in (0, 1, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 45, 70, 120, 200, 400, 800)]
