"""When the desk works: Monday to Friday, 8:30 to 18:00 (Asia/Shanghai). Public holidays are not taken into account."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from plumbing.days import end_of_day, moment_of

OPENS, CLOSES = time(8, 30), time(18)
SATURDAY = 5
WORKING_DAY = timedelta(hours=9, minutes=30)

#: In which a complaint is promised its answer.
ANSWERING = 3 * WORKING_DAY


def later(moment: datetime, work: timedelta = WORKING_DAY) -> datetime:
    """The moment at which so much working time has passed since `moment`; without `work`, a working day."""
    now = timezone.localtime(moment)
    while True:
        opens, closes = (moment_of(now.date(), at) for at in (OPENS, CLOSES))
        begins = max(now, opens)
        if now.weekday() < SATURDAY and begins < closes:
            if begins + work <= closes:
                return begins + work
            work -= closes - begins
        now = end_of_day(now.date())
