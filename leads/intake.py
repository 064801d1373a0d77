"""Taking an enquiry in: one transaction, or the spool. What was valid is turned away only when both fail."""

import hashlib
import logging
import secrets
import traceback
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Value
from django.utils import timezone

from jobs.queue import enqueue
from leads import consent, receipts, spam, spool
from leads.models import ConsentBasis, Enquiry, Kind, Lead, LeadEvent, Screening, Way
from plumbing import deadline
from plumbing.prepared import Prepared
from zones.models import City, Zone

logger = logging.getLogger(__name__)

#: For everything the database does about one submission, connecting included.
DEADLINE_SECONDS = 3
#: Sending the same again is the same double click until then, and news afterwards.
AGAIN_AFTER = timedelta(minutes=10)

# The server's own limits, shorter than ours, so that a statement ends on both sides; then one submission of a phone
# at a time, so that the same twice at once is one enquiry and two different ones know of each other.
GUARD = """
SELECT set_config('lock_timeout', '2000', true), set_config('statement_timeout', '2500', true),
       set_config('idle_in_transaction_session_timeout', '5000', true), pg_advisory_xact_lock(hashtextextended(%s, 0))
"""


# What every submission asks, compiled once: building these took longer than answering them.
_same = Prepared(
    lambda today, yesterday: Enquiry.objects.filter(submission_digest__in=[today, yesterday]).values_list("pk")[:1]
)
_open_lead = Prepared(
    lambda phone, extension: Lead.objects.in_hand(phone, extension).owned_first().values_list("pk", "owner_id")[:1]
)
_zone = Prepared(
    lambda city, zone: Zone.objects.filter(city__slug=city, slug=zone).order_by().values_list("city_id", "pk")
)
_city = Prepared(lambda city: City.objects.filter(slug=city).order_by().values_list("pk"))


def _recent(phone, address, day_ago, hour_ago):
    """A row each for what came from the phone in a day and from the network in an hour, as many as spam looks at."""
    of_phone = Enquiry.objects.filter(phone=phone, received_at__gt=day_ago).exclude(phone="")
    of_address = Enquiry.objects.filter(address=address, received_at__gt=hour_ago).exclude(address="")
    return (
        of_phone.order_by().values_list(Value("of_phone"))[: spam.PER_PHONE_A_DAY]
        .union(of_address.order_by().values_list(Value("of_address"))[: spam.PER_ADDRESS_AN_HOUR], all=True)
    )  # fmt: skip


_sent_lately = Prepared(_recent)


@dataclass(frozen=True)
class Stored:
    """The enquiry a submission is, and whether it was new."""

    enquiry: Enquiry
    is_new: bool


def receive(submission, *, database=True):
    """Keep a valid submission and return its receipt. Raises spool.Full when neither database nor spool will.

    `database=False` says that the database has just failed to answer this request: then it is not asked again.
    """
    if database:
        try:
            with deadline.within(DEADLINE_SECONDS):
                return store(submission).enquiry.receipt
        except (
            Exception
        ) as error:  # down, hanging, read-only, full, unmigrated, a bug of ours: all are no reason to lose it
            logger.error("Enquiry %s goes to the spool: %s", submission.receipt, _describe(error))
            _forget_connection()
    spool.put(submission)
    return submission.receipt


@transaction.atomic
def store(submission):
    """Write Enquiry, Lead, LeadEvent and the Job that announces them, or find that they are written. Nine queries.

    Which channels are told, and how it went with each, is that job's to write: fewer rows here are fewer ways to fail.
    """
    words = submission.words
    with connection.cursor() as cursor:
        cursor.execute(GUARD, [words["phone"]])
    if found := _same(today=submission.digest, yesterday=submission.digest_of_yesterday):
        same = Enquiry.objects.get(pk=found[0][0])
        _again(same, submission)
        return Stored(same, is_new=False)
    city_id, zone_id = _place(words)
    lead = _new_lead(submission, city_id)
    enquiry = _new_enquiry(submission, lead, city_id, zone_id)
    event = LeadEvent.objects.create(
        lead=lead, kind=LeadEvent.Kind.RECEIVED, at=submission.received_at, enquiry=enquiry
    )
    enqueue("leads.announce", {"event": event.pk}, dedupe_key=f"leads.announce:{event.pk}")
    return Stored(enquiry, is_new=True)


def _new_lead(submission, city_id):
    """A lead of its own; somebody who already works with this number gets it."""
    words = submission.words
    same_phone_id, owner_id = None, None
    if words["kind"] != Kind.COMPLAINT:  # nobody's customer
        same_phone_id, owner_id = next(
            iter(_open_lead(phone=words["phone"], extension=words.get("extension", ""))), (None, None)
        )
    return Lead.objects.create(
        kind=words["kind"],
        owner_id=owner_id,
        city_id=city_id,
        receipt=submission.receipt,
        same_phone_as_id=same_phone_id,
        created_at=submission.received_at,
        stage_changed_at=submission.received_at,
        **{name: words.get(name, "") for name in ("name", "company", "phone", "extension", "wechat")},
    )


def _new_enquiry(submission, lead, city_id, zone_id):
    """The prospect's words as they are, with what the consent and the spam score say of them."""
    words, agreed = submission.words, consent.VERSIONS[submission.consent]
    reasons = spam.reasons(submission, **_counts(submission))
    score = spam.score(reasons)
    return Enquiry.objects.create(
        lead=lead,
        city_id=city_id,
        zone_id=zone_id,
        city_text="" if city_id else words.get("city", ""),
        # City and zone in one word; a form drawn before the zone was taken off the list may send a longer one.
        zone_text="" if zone_id else words.get("zone", "")[: Enquiry._meta.get_field("zone_text").max_length],
        **{name: value for name, value in words.items() if name not in {"city", "zone"}},
        consent_basis=ConsentBasis.FORM,
        consent_version=agreed.version,
        consent_sha256=agreed.sha256,
        consented_at=submission.received_at,
        way=Way.FORM,
        **submission.origin,
        submission_digest=submission.digest,
        receipt=submission.receipt,
        spam_score=score,
        spam_reasons=reasons,
        screening=Screening.QUARANTINED if score >= spam.QUARANTINE_FROM else Screening.ACCEPTED,
        received_at=submission.received_at,
    )


@transaction.atomic
def write_down(data, actor):
    """The Enquiry, with a lead of the person's own, of a call or a WeChat message that a member of staff took.

    `data` is what leads.desk_forms.ContactForm cleaned.
    """
    phone, now = data["read_phone"], timezone.now()
    digest = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    told = {name: data[name] for name in ("kind", "name", "wechat", "city")}
    told |= {"phone": phone.number, "extension": phone.extension, "receipt": receipts.receipt(digest)}
    # Somebody else's, perhaps in another city: the person sees no more than that the number is known.
    known = Lead.objects.in_hand(phone.number, phone.extension, told["wechat"])
    same_phone = known.owned_first().first()
    lead = Lead.objects.create(owner=actor, same_phone_as=same_phone, created_at=now, stage_changed_at=now, **told)
    enquiry = Enquiry.objects.create(
        lead=lead,
        **told,
        need=data["need"],
        phone_typed=data["phone"],
        consent_basis=data["basis"],
        consented_at=now,
        way=data["way"],
        submission_digest=digest,
        received_at=now,
    )
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.RECEIVED, actor=actor, at=now, enquiry=enquiry)
    return enquiry


def _again(enquiry, submission):
    """The same words once more: nothing within ten minutes of the last time, afterwards a line and news of it."""
    seen = LeadEvent.objects.filter(
        lead_id=enquiry.lead_id,
        enquiry=enquiry,
        kind__in=[LeadEvent.Kind.RECEIVED, LeadEvent.Kind.RESUBMITTED],
        at__gt=submission.received_at - AGAIN_AFTER,
    )
    if seen.exists():
        return
    event = LeadEvent.objects.create(
        lead_id=enquiry.lead_id,
        kind=LeadEvent.Kind.RESUBMITTED,
        at=submission.received_at,
        enquiry=enquiry,
        # After midnight, through the spool, the prospect was shown a receipt of that day.
        text="" if submission.receipt == enquiry.receipt else f"回执号 {receipts.shown(submission.receipt)}",
    )
    enqueue("leads.announce", {"event": event.pk}, dedupe_key=f"leads.announce:{event.pk}")


def _place(words):
    """(id of the city, id of the zone) meant by the words, each None when it is none of ours."""
    city_slug, zone_slug = words.get("city", ""), words.get("zone", "").partition("/")[2]
    if zone_slug and (found := _zone(city=city_slug, zone=zone_slug)):
        return found[0]
    return (found[0][0] if city_slug and (found := _city(city=city_slug)) else None), None


def _counts(submission):
    """How much came lately from the same phone (a day) and the same network (an hour), as spam.reasons wants it."""
    found = Counter(
        name
        for (name,) in _sent_lately(
            phone=submission.words["phone"],
            address=submission.origin.get("address") or "",
            day_ago=submission.received_at - timedelta(days=1),
            hour_ago=submission.received_at - timedelta(hours=1),
        )
    )
    return {"of_phone": found["of_phone"], "of_address": found["of_address"]}


def _describe(error):
    """The error's name and the line it came from; never its message, which may quote what was typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"


def _forget_connection():
    """Close what may be half-way through something, so that nothing of this request waits for it again."""
    if not connection.in_atomic_block:
        connection.close()
