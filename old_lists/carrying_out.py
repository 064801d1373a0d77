"""Bringing in what was confirmed: a few rows a transaction, each with what became of it; it goes on where it ended."""

import hashlib
import time
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from leads import contacts, receipts
from leads.models import ConsentBasis, Enquiry, Lead, LeadEvent, Stage, Way
from leads.models.lead_event import BROUGHT
from old_lists import table
from old_lists.dates import CALLED_AT
from old_lists.known import marks, spare_numbers
from old_lists.models import OldList, OldListRow, Outcome
from old_lists.planning import Planned, Planner
from old_lists.reading import NO_NEED, Entry
from old_lists.table import Row
from plumbing import phones
from plumbing.days import moment_of, start_of_day

#: Rows of one transaction: an enquiry of one of their numbers waits for it.
AT_ONCE = 50
#: As intake locks: of one number there is one at a time, and nobody gets a second lead.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(mark, 0)) FROM unnest(%s::text[]) AS mark"
_REFUSED_BY_DATABASE = "数据库不收这一行。"


def go_on(old_list: OldList, seconds: float) -> bool:
    """Bring in what is left of a confirmed list, for so long. Returns whether anything is left."""
    begun = time.monotonic()
    rows = table.find(bytes(old_list.file)).rows
    planner = Planner(old_list, old_list.user)
    while is_left := _next_rows(old_list.pk, rows, planner):
        if time.monotonic() - begun > seconds:
            break
    return is_left


@transaction.atomic
def _next_rows(list_id: int, rows: Iterable[Row], planner: Planner) -> bool:
    """Whether there may be more."""
    old_list = OldList.objects.select_for_update().defer("file", "shown").get(pk=list_id)
    if old_list.done_at or old_list.undone_at:
        return False
    done = set(old_list.rows.values_list("key", flat=True))
    now = [row for row in rows if row.key not in done][:AT_ONCE]
    if not now:
        old_list.done_at = timezone.now()
        old_list.save(update_fields=["done_at"])
        return False
    for planned in planner.plan(now, _lock):
        _do(planned, old_list, planner)
    return True


def _lock(entries: Iterable[Entry]) -> None:
    # Sorted, so that two imports at once wait for each other in one order.
    numbers = sorted({mark.partition("#")[0] for entry in entries for mark in marks(entry)})
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [numbers])


def _do(planned: Planned, old_list: OldList, planner: Planner) -> None:
    """Bring in one row and write down what became of it."""
    done = OldListRow(old_list=old_list, key=planned.row.key, outcome=planned.outcome, reason=planned.reason)
    try:
        with transaction.atomic():
            if planned.outcome == Outcome.NEW:
                done.lead = create_lead(planned, old_list)
            elif planned.outcome in {Outcome.KNOWN, Outcome.TWIN}:
                done.lead = planned.lead = planner.lead_of(planned)
                done.reason = planner.where(planned)
                if old_list.notes_known and done.lead and planner.may_note(done.lead):
                    done.note = add_note(done.lead, planned, old_list)
    except (IntegrityError, DataError):
        done.outcome, done.reason, done.lead, done.note = Outcome.REFUSED, _REFUSED_BY_DATABASE, None, None
    if done.lead:
        planner.met(planned, done.lead)
    elif done.outcome == Outcome.TWIN:
        done.outcome, done.reason = Outcome.REFUSED, f"{done.reason}那一行没有导入。"
    done.at = timezone.now()
    done.save()


def create_lead(planned: Planned, old_list: OldList) -> Lead:
    """The lead of a row, with its day, person and stage: nobody is told of it, and no clock starts."""
    entry, now = planned.entry, timezone.now()
    received = start_of_day(entry.received) if entry.received else now
    # Of one row there is one lead, whatever happens: the digest is unique.
    digest = hashlib.sha256(f"old_lists:{old_list.pk}:{planned.row.key}".encode()).hexdigest()
    first = entry.phones[0] if entry.phones else None
    shared = {
        "kind": entry.kind, "city_id": entry.city_id, "name": entry.name, "company": entry.company,
        "phone": first.number if first else "", "extension": first.extension if first else "",
        "wechat": entry.wechat, "receipt": receipts.receipt(digest),
    }  # fmt: skip
    lead = Lead.objects.create(
        stage=entry.stage,
        lost_reason=entry.reason,
        owner_id=entry.owner_id,
        created_at=received,
        is_undated=entry.received is None,
        stage_changed_at=received,
        contacted_at=received,
        next_follow_up_at=moment_of(entry.next_on, CALLED_AT) if entry.next_on else None,
        **shared,
    )
    contacts.keep(lead, entry.phones[1:2])
    enquiry = Enquiry.objects.create(
        lead=lead,
        other_phone=entry.other_phone,
        need=entry.need or NO_NEED,
        phone_typed=entry.phone_typed,
        other_words=f"来源：{entry.source}" if entry.source else "",
        consent_basis=ConsentBasis(old_list.wishes["basis"]),
        consented_at=received,
        way=Way.IMPORT,
        submission_digest=digest,
        received_at=received,
        **shared,
    )
    _write_timeline(lead, enquiry, planned, old_list, received)
    return lead


def _write_timeline(lead: Lead, enquiry: Enquiry, planned: Planned, old_list: OldList, received: datetime) -> None:
    lead.events.create(kind=LeadEvent.Kind.RECEIVED, actor=old_list.user, at=received, enquiry=enquiry)
    # On its day, as the lead's own: so the report counts what was signed then as it counts what was lost.
    stages = [Stage.SIGNED, Stage.SETTLED] if lead.stage == Stage.SETTLED else [Stage(lead.stage)]
    for before, stage in pairwise([Stage.NEW, *stages]):
        if stage != before:
            data = {"from": before.value, "to": stage.value, **BROUGHT}
            text, kind = "老名单里的阶段", LeadEvent.Kind.STAGE
            lead.events.create(kind=kind, actor=old_list.user, at=received, text=text, data=data)
    if lead.owner_id:
        # From today on it is theirs: what counts days without a contact begins here.
        lead.events.create(
            kind=LeadEvent.Kind.OWNER,
            actor=old_list.user,
            text="老名单里的负责人",
            data={"from": None, "to": lead.owner_id, **BROUGHT},
        )
    if promise := lead.next_follow_up_at:
        data, kind = {"at": promise.isoformat(), **BROUGHT}, LeadEvent.Kind.FOLLOW_UP
        lead.events.create(kind=kind, actor=old_list.user, text="老名单里的下次跟进", data=data)
    add_note(lead, planned, old_list)


def add_note(lead: Lead, planned: Planned, old_list: OldList) -> LeadEvent:
    """What the row says beside its facts, on the timeline of its lead or of the one that was there already."""
    entry = planned.entry
    lines = [f"老名单“{old_list.name}”{planned.row.name}"]
    if planned.outcome != Outcome.NEW:
        spare = [phones.display(phone.number, phone.extension) for phone in spare_numbers(entry, lead)]
        lines += [f"{entry.received:%Y-%m-%d}"] if entry.received else []
        lines += [f"另有号码：{'、'.join(spare)}"] if spare else []
        lines += [entry.need] if entry.need else []
        lines += [f"来源：{entry.source}"] if entry.source else []
    words = entry.other_words if planned.outcome == Outcome.NEW else entry.words
    return lead.record(LeadEvent.Kind.NOTE, old_list.user, "\n".join([*lines, *words, *entry.remarks]), BROUGHT)
