"""Whether the machine's clock can be believed before something is erased for good.

A wrong clock stamps what is written under it, so what it has stamped since does not speak for it. What was written
before does: between the two is a hole that no site leaves that makes a backup each night. Several witnesses are asked,
each of which may be silent: timelines, migrations, backups, files of the release and of the machine's own system.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from leads.models import LeadEvent

#: Written when the system was installed or brought up to date.
SYSTEM_FILES = (Path("/boot"), Path("/lib/modules"), Path("/etc/ld.so.cache"), Path("/var/lib/dpkg/status"))
#: No site leaves no trace for so long.
LONGEST_HOLE = timedelta(days=90)
#: After such a hole the clock is believed when it has gone on for so long: the owner has been told meanwhile.
BELIEVED_AFTER = timedelta(days=5)
#: What was written a little ahead of this machine's clock was written by another machine.
TOLERANCE = timedelta(days=1)


def doubt(now: datetime) -> str:
    """Why a moment cannot be believed to be now, as a sentence; empty if nothing speaks against it."""
    moments = sorted(_witnesses())
    if moments and moments[-1] > now + TOLERANCE:
        return f"系统时间 {_day(now)} 早于已有的记录（{_day(moments[-1])}），请先校准时间。"
    for earlier, later in pairwise([*moments, now]):
        if later - earlier > LONGEST_HOLE and now - later < BELIEVED_AFTER:
            return f"系统时间 {_day(now)} 可疑：{_day(earlier)} 之后没有任何记录，直到 {_day(later)}，请先校准时间。"
    return ""


def _witnesses() -> Iterator[datetime]:
    """Moments at which something was written; of timelines one a day."""
    yield from LeadEvent.objects.datetimes("at", "day", tzinfo=UTC)
    newest = LeadEvent.objects.order_by("-at").values_list("at", flat=True).first()
    if newest:
        yield newest
    yield from MigrationRecorder(connection).migration_qs.values_list("applied", flat=True)
    for path in (*SYSTEM_FILES, settings.BASE_DIR / "manage.py", *settings.BACKUP_DIR.glob("*.tar")):
        try:
            yield datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError:
            continue


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}"
