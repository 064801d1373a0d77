"""Taking an enquiry in: one transaction, or the spool. A valid one is turned away only when both fail."""

import contextlib
import hashlib
import logging
import secrets
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Left
from django.utils import timezone

from jobs.queue import enqueue
from leads import consent, contacts, evidence, receipts, spam, spool, written_city
from leads.hand_over import sellers
from leads.models import (
    FOR_EDITORS,
    AreaUnit,
    ConsentBasis,
    ContactWay,
    Enquiry,
    Lead,
    LeadEvent,
    Outcome,
    Screening,
    Stage,
    Way,
)
from leads.models.stage import CLOSED
from leads.submission import Submission
from listings.models import Listing
from plumbing import deadline
from plumbing.phones import LONGEST_TYPED, NotAPhone, Phone, parse_several
from plumbing.prepared import Prepared
from staff.models import User
from zones.models import City, Zone

logger = logging.getLogger(__name__)

#: For everything the database does about one submission, connecting included.
DEADLINE_SECONDS = 3
#: The same sent again within this time is a double click; later it is news for the desk.
AGAIN_AFTER = timedelta(minutes=10)

#: Of one number so many leads are looked at.
MOST_OF_A_NUMBER = 50
#: What a lead has of its first enquiry, by the same names.
SHARED = ("name", "company", "phone", "extension", "wechat")

# First the server's own time limits, shorter than ours, so that a statement ends on both sides. Then a lock, so that of
# one phone there is one submission at a time: the same sent twice at once is one enquiry, and of two different ones the
# second finds the lead of the first.
GUARD = """
SELECT set_config('lock_timeout', '2000', true), set_config('statement_timeout', '2500', true),
       set_config('idle_in_transaction_session_timeout', '5000', true), pg_advisory_xact_lock(hashtextextended(%s, 0))
"""


# The queries of every submission, compiled once: building them took longer than answering them.
_same = Prepared(
    lambda today, yesterday: Enquiry.objects.filter(submission_digest__in=[today, yesterday]).values_list("pk")[:1]
)
_of_number = Prepared(
    lambda **numbers: (
        Lead.objects.of_number(**numbers).owned_first().values_list("pk", "owner_id", "stage")[:MOST_OF_A_NUMBER]
    )
)
_zone = Prepared(
    lambda city, zone: Zone.objects.filter(city__slug=city, slug=zone).order_by().values_list("city_id", "pk")
)
_listing = Prepared(lambda number: Listing.objects.filter(number=number).order_by().values_list("pk"))
_city = Prepared(lambda city: City.objects.filter(slug=city).order_by().values_list("pk"))


def _recent(phone: str, address: str, day_ago: datetime, hour_ago: datetime) -> QuerySet[Enquiry, tuple[str, str]]:
    """A row for each enquiry of the phone in a day and of the network in an hour, up to the limits of leads.spam.

    Of the latter with the beginning of what it says.
    """
    words = Left("need", spam.COMPARED_LETTERS)
    of_phone = Enquiry.objects.filter(phone=phone, received_at__gt=day_ago).exclude(phone="")
    of_address = Enquiry.objects.filter(address=address, received_at__gt=hour_ago).exclude(address="")
    return (
        of_phone.order_by().values_list(Value("of_phone"), Value(""))[: spam.PER_PHONE_A_DAY]
        .union(of_address.order_by().values_list(Value("of_address"), words)[: spam.COMPARED_ENQUIRIES], all=True)
    )  # fmt: skip


_sent_lately = Prepared(_recent)


def receive(submission: Submission, *, database: bool = True) -> str:
    """Keep a valid submission and return its receipt. Raises spool.Full when neither database nor spool will.

    With `database=False` the database is not asked: it has just failed to answer this request.
    """
    if database:
        try:
            with deadline.within(DEADLINE_SECONDS):
                return store(submission).receipt
        # The database down, hanging, read-only, full or not migrated, or a bug of ours: no reason to lose it.
        except Exception as error:
            logger.error("Enquiry %s goes to the spool: %s", submission.receipt, _describe(error))
            _forget_connection()
    spool.put(submission)
    return submission.receipt


@transaction.atomic
def store(submission: Submission) -> Enquiry:
    """The Enquiry of a submission: written, with Lead, LeadEvent and the Job that announces it, unless it is there.

    Nine queries, one more where no place was chosen. The Job writes a row for each channel to be told: fewer rows here
    are fewer ways to fail.
    """
    answers = submission.answers
    with connection.cursor() as cursor:
        cursor.execute(GUARD, [answers["phone"] or submission.digest])
    if found := _same(today=submission.digest, yesterday=submission.digest_of_yesterday):
        # Locked, which has to be written and committed: a primary that has been replaced and not noticed yet, or is a
        # replica again, may hold what the new one never got, and its word must not empty the spool.
        enquiry = Enquiry.objects.select_for_update().get(pk=found[0][0])
        _record_again(enquiry, submission)
        evidence.attach(enquiry, submission)
        return enquiry
    city_id, zone_id = _city_and_zone(answers)
    by_words = None if answers["kind"] in FOR_EDITORS else written_city.written(submission)
    lead = _new_lead(submission, by_words[0] if by_words else city_id)
    enquiry = _new_enquiry(submission, lead, city_id, zone_id)
    event = LeadEvent.objects.create(
        lead=lead,
        kind=LeadEvent.Kind.RECEIVED,
        at=submission.received_at,
        enquiry=enquiry,
        text=f"没有选城市，城市按他写的记为“{by_words[1]}”" if by_words else "",
    )
    if submission.files:
        evidence.attach(enquiry, submission)
    enqueue("leads.announce", {"event": event.pk}, dedupe_key=f"leads.announce:{event.pk}")
    return enquiry


def _new_lead(submission: Submission, city_id: int | None) -> Lead:
    """A lead of its own; whoever works with this number, or did last, owns it, unless they have left."""
    answers = submission.answers
    same_phone_id, owner_id = None, None
    if answers["kind"] not in FOR_EDITORS:  # complaints have no owner and no other lead
        numbers = {"number": answers["phone"], "extension": answers.get("extension", "")}
        if other := answers.get("other_phone"):
            numbers["other_number"] = other
        same_phone_id, owner_id = _same_and_owner(_of_number(**numbers), city_id)
    lead = Lead.objects.create(
        kind=answers["kind"],
        owner_id=owner_id,
        city_id=city_id,
        receipt=submission.receipt,
        same_phone_as_id=same_phone_id,
        created_at=submission.received_at,
        stage_changed_at=submission.received_at,
        **{name: answers.get(name, "") for name in SHARED},
    )
    contacts.keep(lead, _other_numbers(answers))
    return lead


def _other_numbers(answers: Mapping[str, Any]) -> list[Phone]:
    """What was typed beside the first number, each with its extension, of which the enquiry's columns hold one."""
    if not (other := answers.get("other_phone")):
        return []
    typed, numbers = answers.get("phone_typed", ""), []
    if len(typed) < LONGEST_TYPED:  # else it may be cut off within a number
        with contextlib.suppress(NotAPhone):  # of a release that read it otherwise
            numbers = parse_several(typed)[1:]
    return numbers if any(each.number == other for each in numbers) else [Phone(other)]


def _same_and_owner(known: Sequence[tuple[int, int | None, str]], city_id: int | None) -> tuple[int | None, int | None]:
    """(the id of the open lead of a number, the id of who gets the next one), of (id, owner's id, stage) of all."""
    standing = [row for row in known if row[2] not in CLOSED]
    last_owners = [row[1] for row in reversed(known) if row[2] in CLOSED and row[1]]
    owner_id = standing[0][1] if standing else next(iter(last_owners), None)
    if owner_id is not None:
        # Who does not say where goes on with whom they know, wherever that is.
        at_work = sellers(city_id) if city_id else User.objects.filter(is_active=True)
        owner_id = owner_id if at_work.filter(pk=owner_id).exists() else None
    return standing[0][0] if standing else None, owner_id


def _new_enquiry(submission: Submission, lead: Lead, city_id: int | None, zone_id: int | None) -> Enquiry:
    """The prospect's answers as they are, with the consent given and the spam score."""
    answers, agreed = submission.answers, consent.VERSIONS.get(submission.consent)
    reasons = spam.reasons(submission, **_before(submission))
    score = spam.score(reasons)
    return Enquiry.objects.create(
        lead=lead,
        city_id=city_id,
        zone_id=zone_id,
        city_text="" if city_id else answers.get("city", ""),
        # It is "city/zone" in a form that was drawn before the zone was taken off the list, and may be longer.
        zone_text="" if zone_id else answers.get("zone", "")[: Enquiry._meta.get_field("zone_text").max_length],
        **{name: value for name, value in answers.items() if name not in {"city", "zone", "listing", "other_words"}},
        **_listing_and_words(answers),
        consent_basis=ConsentBasis.FORM if agreed else ConsentBasis.INITIATED,
        consent_version=agreed.version if agreed else "",
        consent_sha256=agreed.sha256 if agreed else "",
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


def _listing_and_words(answers: Mapping[str, Any]) -> dict[str, Any]:
    """`listing_id` of the listing that is asked about; the number of one that is not there (any more) as words."""
    number, words = answers.get("listing"), answers.get("other_words", "")
    if not number:
        return {"other_words": words}
    if found := _listing(number=number):
        return {"listing_id": found[0][0], "other_words": words}
    return {"other_words": "\n".join(filter(None, (words, f"房源：{number}")))}


@transaction.atomic
def write_down(cleaned: Mapping[str, Any], actor: User) -> Enquiry:
    """The Enquiry, with a lead that the person owns, of a call or a WeChat message that a member of staff took.

    `cleaned` is the `cleaned_data` of a leads.desk_forms.ContactForm.
    """
    now = timezone.now()
    phone, *others = cleaned["read_phones"] or [Phone("")]
    digest = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
    shared = {name: cleaned[name] for name in ("kind", "name", "company", "wechat", "city")}
    shared |= {"phone": phone.number, "extension": phone.extension, "receipt": receipts.receipt(digest)}
    # Of all leads, also those the person may not see: no more is shown of one than that it exists.
    known = ContactWay.objects.of([(each.number, each.extension) for each in cleaned["read_phones"]], cleaned["wechat"])
    same_phone = Lead.objects.known_by(known).open().owned_first().first()
    lead = Lead.objects.create(owner=actor, same_phone_as=same_phone, created_at=now, stage_changed_at=now, **shared)
    contacts.keep(lead, others)
    enquiry = Enquiry.objects.create(
        lead=lead,
        **shared,
        other_phone=others[0].number if others else "",
        need=cleaned["need"],
        phone_typed=cleaned["phone"],
        area_typed=cleaned["area"],
        area_unit=AreaUnit.SQUARE_METRES if cleaned["area"] else "",
        area_m2=cleaned["area_m2"],
        consent_basis=cleaned["basis"],
        consented_at=now,
        way=cleaned["way"],
        submission_digest=digest,
        received_at=now,
    )
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.RECEIVED, actor=actor, at=now, enquiry=enquiry)
    _begin(lead, cleaned["way"], cleaned["next_at"], actor)
    return enquiry


def _begin(lead: Lead, way: str, next_at: datetime | None, actor: User) -> None:
    """Whoever wrote it down has just spoken with the prospect, unless somebody else did who sent them on."""
    if way == Way.CALL:
        lead.log_call(Outcome.TALKED, actor)
    elif way == Way.WECHAT:
        lead.record(LeadEvent.Kind.WECHAT, actor)
    if way != Way.REFERRAL and lead.stage == Stage.NEW:
        lead.move(Stage.CONTACTED, actor)
    if next_at:
        lead.follow_up(next_at, actor)


def _record_again(enquiry: Enquiry, submission: Submission) -> None:
    """The same answers once more: a line and news of it, unless it is less than AGAIN_AFTER since the last time."""
    lately = LeadEvent.objects.filter(
        lead_id=enquiry.lead_id,
        enquiry=enquiry,
        kind__in=[LeadEvent.Kind.RECEIVED, LeadEvent.Kind.RESUBMITTED],
        at__gt=submission.received_at - AGAIN_AFTER,
    )
    if lately.exists():
        return
    event = LeadEvent.objects.create(
        lead_id=enquiry.lead_id,
        kind=LeadEvent.Kind.RESUBMITTED,
        at=submission.received_at,
        enquiry=enquiry,
        # After midnight, or through the spool, the prospect was shown another receipt.
        text="" if submission.receipt == enquiry.receipt else f"回执号 {receipts.shown(submission.receipt)}",
    )
    enqueue("leads.announce", {"event": event.pk}, dedupe_key=f"leads.announce:{event.pk}")


def _city_and_zone(answers: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """(id of the city, id of the zone) that the answers name, each None when it is none of ours."""
    city_slug, zone_slug = answers.get("city", ""), answers.get("zone", "").partition("/")[2]
    if zone_slug and (zones := _zone(city=city_slug, zone=zone_slug)):
        return zones[0]
    cities = _city(city=city_slug) if city_slug else []
    return cities[0][0] if cities else None, None


def _before(submission: Submission) -> dict[str, Any]:
    """What came before it from its phone in a day and from its network in an hour: arguments of spam.reasons."""
    rows = _sent_lately(
        phone=submission.answers["phone"],
        address=submission.origin.get("address") or "",
        day_ago=submission.received_at - timedelta(days=1),
        hour_ago=submission.received_at - timedelta(hours=1),
    )
    of_address = [need for name, need in rows if name == "of_address"]
    return {"of_phone": len(rows) - len(of_address), "of_address": of_address}


def _describe(error: Exception) -> str:
    """The error's name and where it was raised; never its message, which may quote what was typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"


def _forget_connection() -> None:
    """Close a connection that may be in the middle of something: the rest of this request must not wait for it."""
    if not connection.in_atomic_block:
        connection.close()
