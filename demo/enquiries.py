"""The demo's enquiries, taken in like those of the form, and the work done on their leads."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from demo.content import read
from demo.visits import store_visits
from jobs.models import Job
from leads import consent, first_contact, intake, signing
from leads.models import Lead, LeadEvent, LossReason, Outcome, Signing
from leads.submission import Submission
from staff.models import User
from zones.models import Zone


def store_enquiries(users: Mapping[str, User], now: datetime.datetime) -> None:
    """Takes every enquiry in and works on its lead; `users` is {log-in name: User}. No channel announces them."""
    for row in read("enquiries")["enquiries"]:
        enquiry = intake.store(make_submission(row, now))
        work_on(enquiry.lead, row, users, now)
        received = LeadEvent.objects.get(enquiry=enquiry, kind=LeadEvent.Kind.RECEIVED)
        first_contact.start(enquiry.lead, received.at)
        Job.objects.filter(dedupe_key=f"leads.announce:{received.pk}").delete()


def make_submission(row: Mapping[str, Any], now: datetime.datetime) -> Submission:
    """The Submission of a row of `enquiries.toml`, as a valid form would give it."""
    same = ("kind", "need", "name", "company", "industry", "timing", "city", "zone")
    area = row.get("area", "")
    answers = {name: row.get(name, "") for name in same} | {
        "phone_typed": row["phone"],
        "phone": f"+86{row['phone']}",
        "area_typed": area,
        "area_unit": "sqm" if area else "",
        "area_m2": area or None,
        "investment_typed": row.get("investment", ""),
        "investment_10k": row.get("investment"),
        "yearly_tax_typed": row.get("tax", ""),
        "yearly_tax_10k": row.get("tax"),
    }
    return Submission(
        answers=answers,
        consent=consent.CURRENT.version,
        origin={"source_path": row.get("source_path", "")},
        signals={"seconds": row.get("seconds", 40)},
        received_at=now - datetime.timedelta(hours=row["hours"]),
    )


def move(lead: Lead, stage: str, row: Mapping[str, Any], owner: User) -> None:
    """The next stage of the row's `moves`, with what it is given up for, or what was agreed (`signing`)."""
    today = timezone.localdate()
    if stage == "signed":
        facts = dict(row["signing"])
        zone = Zone.objects.get(city__slug=row["city"], slug=row["zone"].split("/")[1])
        signed_on = today - datetime.timedelta(days=facts.pop("days"))
        signing.sign(lead, Signing(zone=zone, signed_on=signed_on, **facts), owner)
    elif stage == "settled":
        signing.settle(lead, today, owner)
    elif stage == "lost":
        lead.move(stage, owner, row["reason"], loss_reason=LossReason.objects.get(name=row["loss_reason"]))
    else:
        lead.move(stage, owner)


def work_on(lead: Lead, row: Mapping[str, Any], users: Mapping[str, User], now: datetime.datetime) -> None:
    """What the owner, where there is one, has done: a call, the stages the lead went through, the next date."""
    if "owner" not in row:
        return
    owner = users[row["owner"]]
    lead.claim(owner)
    if call := row.get("call"):
        lead.record(LeadEvent.Kind.CALL, owner, call, {"outcome": Outcome.TALKED.value})
    for stage in row["moves"]:
        move(lead, stage, row, owner)
    if taught := row.get("taught"):
        lead.taught = taught
        lead.save(update_fields=["taught"])
    store_visits(lead, row.get("visits", []), owner, timezone.localdate(now))
    if lead.contacted_at:
        Lead.objects.filter(pk=lead.pk).update(contacted_at=lead.created_at + datetime.timedelta(hours=1))
    if "follow_up" in row:
        lead.follow_up(now + datetime.timedelta(days=row["follow_up"]), owner)
