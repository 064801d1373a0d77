"""The demo's visits: one to come, one without a result, one that is done."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from leads import appointments
from leads.models import Lead
from plumbing.days import moment_of
from staff.models import User
from zones.models import Zone

#: How long each takes.
LENGTH = datetime.timedelta(hours=2)


def store_visits(lead: Lead, rows: Iterable[Mapping[str, Any]], owner: User, today: datetime.date) -> None:
    """Makes the visits of a row of `enquiries.toml`: `days` from today at `hour`, with the result if there is one."""
    for row in rows:
        starts = moment_of(today + datetime.timedelta(days=row["days"]), datetime.time(row["hour"]))
        city, slug = row["zone"].split("/")
        plan = appointments.Plan(
            starts_at=starts,
            ends_at=starts + LENGTH,
            zones=[Zone.objects.get(city__slug=city, slug=slug)],
            visitors=row["visitors"],
            meeting_point=row["meeting_point"],
            how="call",
        )
        made = appointments.make(lead, plan, owner)
        if result := row.get("result"):
            seen = list(made.places.values_list("pk", flat=True))
            appointments.finish(made, appointments.Result(seen=seen, **result), owner, made.version)
