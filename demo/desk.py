"""The demo's enquiries, taken in as the form's are, and the leads they became, moved on by the desk's own verbs."""

import datetime

from demo.content import read
from jobs.models import Job
from leads import consent, intake
from leads.models import LeadEvent
from leads.submission import Submission


def enquiries(people, now):
    """Takes every enquiry in and works its lead; `people` is {log-in name: User}. Nobody is told of them."""
    for row in read("enquiries")["enquiries"]:
        stored = intake.store(submission(row, now))
        work(stored.enquiry.lead, row, people, now)
        announced = LeadEvent.objects.get(enquiry=stored.enquiry, kind=LeadEvent.Kind.RECEIVED)
        Job.objects.filter(dedupe_key=f"leads.announce:{announced.pk}").delete()


def submission(row, now):
    """The Submission of a row of `enquiries.toml`, as a valid form would give it."""
    same = ("kind", "need", "name", "company", "industry", "timing", "city", "zone")
    area = row.get("area", "")
    words = {name: row.get(name, "") for name in same} | {
        "phone_typed": row["phone"],
        "phone": f"+86{row['phone']}",
        "area_typed": area,
        "area_unit": "sqm" if area else "",
        "area_m2": area or None,
        "investment_10k": row.get("investment"),
        "yearly_tax_10k": row.get("tax"),
    }
    return Submission(
        words=words,
        consent=consent.CURRENT.version,
        origin={"source_path": row.get("source_path", "")},
        signals={"seconds": row.get("seconds", 40)},
        received_at=now - datetime.timedelta(hours=row["hours"]),
    )


def work(lead, row, people, now):
    """What the owner has done with the lead: a call, the stages it went through, the next date."""
    if "owner" not in row:
        return
    owner = people[row["owner"]]
    lead.claim(owner)
    if call := row.get("call"):
        lead.record(LeadEvent.Kind.CALL, owner, call)
    for stage in row["moves"]:
        lead.move(stage, owner, row.get("reason", "") if stage == "lost" else "")
    if taught := row.get("taught"):
        lead.taught = taught
        lead.save(update_fields=["taught"])
    if "follow_up" in row:
        lead.follow_up(now + datetime.timedelta(days=row["follow_up"]), owner)
