"""Taking an enquiry in: one transaction, or the spool. What was valid is turned away only when both fail."""

import hashlib
import logging
import secrets
import traceback
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from jobs.queue import enqueue
from leads import consent, receipts, spam, spool
from leads.models import ConsentBasis, Enquiry, Kind, Lead, LeadEvent, Way
from leads.patience import patience
from zones.models import City, Zone

logger = logging.getLogger(__name__)

#: For everything the database does about one submission, connecting included.
PATIENCE_SECONDS = 3
#: Sending the same again is the same double click until then, and news afterwards.
AGAIN_AFTER = timedelta(minutes=10)

# The server's own limits, shorter than ours, so that a statement ends on both sides; then one submission of a phone
# at a time, so that the same twice at once is one enquiry and two different ones know of each other.
GUARD = """
SELECT set_config('lock_timeout', '2000', true), set_config('statement_timeout', '2500', true),
       set_config('idle_in_transaction_session_timeout', '5000', true), pg_advisory_xact_lock(hashtextextended(%s, 0))
"""


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
            with patience(PATIENCE_SECONDS):
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
    same = Enquiry.objects.filter(submission_digest__in=[submission.digest, submission.digest_of_yesterday]).first()
    if same is not None:
        _again(same, submission)
        return Stored(same, is_new=False)
    city, zone = _place(words)
    lead = _new_lead(submission, city)
    enquiry = _new_enquiry(submission, lead, city, zone)
    event = LeadEvent.objects.create(
        lead=lead, kind=LeadEvent.Kind.RECEIVED, at=submission.received_at, enquiry=enquiry
    )
    enqueue("leads.announce", {"event": event.pk}, dedupe_key=f"leads.announce:{event.pk}")
    return Stored(enquiry, is_new=True)


def _new_lead(submission, city):
    """A lead of its own; somebody who already works with this number gets it."""
    words = submission.words
    of_same_phone = _open_lead_of(words)
    return Lead.objects.create(
        kind=words["kind"],
        owner_id=of_same_phone and of_same_phone.owner_id,
        city=city,
        receipt=submission.receipt,
        same_phone_as=of_same_phone,
        created_at=submission.received_at,
        stage_changed_at=submission.received_at,
        **{name: words.get(name, "") for name in ("name", "company", "phone", "extension", "wechat")},
    )


def _new_enquiry(submission, lead, city, zone):
    """The prospect's words as they are, with what the consent and the spam score say of them."""
    words, agreed = submission.words, consent.VERSIONS[submission.consent]
    reasons = spam.reasons(submission, **_counts(submission))
    score = spam.score(reasons)
    return Enquiry.objects.create(
        lead=lead,
        city=city,
        zone=zone,
        city_text="" if city else words.get("city", ""),
        # City and zone in one word; a form drawn before the zone was taken off the list may send a longer one.
        zone_text="" if zone else words.get("zone", "")[: Enquiry._meta.get_field("zone_text").max_length],
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
        state=Enquiry.State.QUARANTINED if score >= spam.QUARANTINE_FROM else Enquiry.State.ACCEPTED,
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
    same_phone = _open_lead_of(told, wechat=told["wechat"])
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
    """(city, zone) meant by the words, each None when it is none of ours."""
    city_slug, zone_slug = words.get("city", ""), words.get("zone", "").partition("/")[2]
    if zone_slug and (zone := Zone.objects.filter(city__slug=city_slug, slug=zone_slug).select_related("city").first()):
        return zone.city, zone
    return (City.objects.filter(slug=city_slug).first() if city_slug else None), None


def _open_lead_of(words, wechat=""):
    """The lead in which somebody already works with this very number or id; a complaint is nobody's customer."""
    if words["kind"] == Kind.COMPLAINT:
        return None
    leads = Lead.objects.in_hand(words["phone"], words.get("extension", ""), wechat)
    return leads.order_by(F("owner").asc(nulls_last=True), "created_at").first()


def _counts(submission):
    """How much came lately from the same phone (a day) and the same network (an hour), as spam.reasons wants it."""
    of_phone = Q(phone=submission.words["phone"])
    of_address = Q(
        address=submission.origin.get("address") or "none",
        received_at__gt=submission.received_at - timedelta(hours=1),
    )
    return Enquiry.objects.filter(
        of_phone | of_address, received_at__gt=submission.received_at - timedelta(days=1)
    ).aggregate(of_phone=Count("pk", filter=of_phone), of_address=Count("pk", filter=of_address))


def _describe(error):
    """The error's name and the line it came from; never its message, which may quote what was typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"


def _forget_connection():
    """Close what may be half-way through something, so that nothing of this request waits for it again."""
    if not connection.in_atomic_block:
        connection.close()
