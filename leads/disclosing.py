"""Handing over a prospect's data to a zone: on which consent, what exactly, and the record of it.

个人信息保护法, article 23: the prospect knows who gets what, how and for what, and has agreed to it separately.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from leads.models import ConsentBasis, Disclosure, Enquiry, Lead, LeadEvent, WrongMove
from leads.models.enquiry import FOR_EDITORS
from leads.models.lead_queryset import ERASED
from listings.models import Listing
from plumbing import masking, phones
from staff.models import User
from zones.models import Zone

Field = Disclosure.Field
#: The same once more within so long is a second click.
SAME_CLICK = timedelta(minutes=1)


@dataclass(frozen=True)
class Consent:
    """A consent to pass data on: how and when it was given, and what was said, if it was spoken."""

    basis: ConsentBasis
    at: datetime
    version: str = ""
    words: str = ""

    @property
    def in_words(self) -> str:
        """For choosing among several."""
        day = f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
        if self.basis == ConsentBasis.FORM:
            return f"{day} 在表单里勾选同意转给园区（{self.version} 版告知）"
        return f"{day} 口头同意：{masking.mask_in(self.words)[:80]}"


@dataclass(frozen=True)
class Recipient:
    """Who gets the data, where, and how."""

    place: Zone | Listing
    organisation: str
    name: str
    way: str


def consents_of(lead: Lead) -> dict[str, Consent]:
    """{key: a consent of the prospect's to pass data on}, the newest first."""
    ticked = Enquiry.objects.that_may_be_shared(lead.pk).order_by("-consented_at")
    found = {
        f"form-{each.pk}": Consent(ConsentBasis.FORM, each.consented_at, each.consent_version)
        for each in ticked
        if each.consent_version
    }
    spoken = lead.timeline().filter(kind=LeadEvent.Kind.CONSENTED).exclude(text="")
    return found | {f"spoken-{each.pk}": Consent(ConsentBasis.SPOKEN, each.at, words=each.text) for each in spoken}


def data_of(lead: Lead, fields: list[str]) -> list[list[str]]:
    """[[label, words]] of what is handed over: the chosen kinds, and nothing of the others.

    Without the contact, numbers in people's own words are masked as well.
    """
    may_show = Field.CONTACT in fields
    found = list(_contact(lead)) if may_show else []
    if Field.COMPANY in fields and lead.company:
        found.append(("公司", lead.company))
    if Field.NEED in fields:
        found += _need(lead)
    if Field.FILES in fields:
        files = lead.timeline().filter(kind=LeadEvent.Kind.FILE).exclude(file="")
        found += [("附件", event.text) for event in files]
    return [[label, words if may_show else masking.mask_in(words)] for label, words in found]


def _contact(lead: Lead) -> Iterator[tuple[str, str]]:
    """The main contact alone: it is they who agreed."""
    main = lead.people().first()
    if main is None:
        return
    yield "联系人", str(main)
    for way in main.ways.all():
        yield ("电话", phones.display(way.value, way.extension)) if way.is_phone else ("微信", way.value)
    for email in dict.fromkeys(lead.enquiries.exclude(email="").values_list("email", flat=True)):
        yield "邮箱", email


def _need(lead: Lead) -> Iterator[tuple[str, str]]:
    yield "类型", lead.get_kind_display()
    for enquiry in lead.enquiries.order_by("received_at"):
        yield "需求", enquiry.need
        typed = [
            ("行业与产品", enquiry.industry), ("面积", enquiry.area_words if enquiry.area_typed else ""),
            ("净高", enquiry.clear_height_typed), ("预算", enquiry.budget_words),
            ("投资额", enquiry.investment_typed), ("年税收", enquiry.yearly_tax_typed),
            ("时间", enquiry.get_timing_display()),
        ]  # fmt: skip
        yield from ((label, words) for label, words in typed if words)
    if lead.taught:
        yield "补充", lead.taught


def may_disclose(lead: Lead, user: User) -> bool:
    """Whether the person may hand it over: who works on it, or supervises it."""
    return user.has_perm("leads.change_lead") and (lead.owner_id == user.pk or lead.is_supervised_by(user))


@transaction.atomic
def disclose(lead: Lead, actor: User, to: Recipient, fields: list[str], consent: Consent | None) -> Disclosure:
    """Record a hand-over, with exactly what is handed over. Raises WrongMove without a consent, or without data.

    The same once more within a minute is the record that is there.
    """
    lead.lock()
    if consent is None:
        raise WrongMove("客户没有同意转给园区，不能移交：先征得同意，再选依据。")
    if lead.is_merged or lead.kind in FOR_EDITORS or Lead.objects.filter(pk=lead.pk, name=ERASED).exists():
        raise WrongMove("这条线索不能移交：已并入另一条，或个人信息已清除。")
    data, zone, listing = data_of(lead, fields), *_place(to.place)
    if lacking := [Field(each).label for each in fields if not data_of(lead, [each])]:
        raise WrongMove(f"线索里没有“{'、'.join(lacking)}”，去掉勾再移交。")
    same = Disclosure.objects.filter(
        lead=lead, actor=actor, zone=zone, listing=listing, organisation=to.organisation, recipient=to.name,
        way=to.way, fields=fields, at__gt=timezone.now() - SAME_CLICK, erased_at=None,
    )  # fmt: skip
    if there := same.first():
        return there
    made = Disclosure.objects.create(
        lead=lead, actor=actor, zone=zone, listing=listing, organisation=to.organisation, recipient=to.name,
        way=to.way, fields=fields, data=data, basis=consent.basis, consent_version=consent.version,
        consented_at=consent.at, words=consent.words,
    )  # fmt: skip
    said = f"给 {made.to_whom}（{made.get_way_display()}）：{made.fields_in_words}。依据：{made.basis_in_words}"
    lead.record(LeadEvent.Kind.DISCLOSED, actor, said, {"disclosure": made.pk}, place=to.place)
    return made


def _place(place: Zone | Listing) -> tuple[Zone, Listing | None]:
    return (place.zone, place) if isinstance(place, Listing) else (place, None)


@transaction.atomic
def consent_now(lead: Lead, actor: User, who: str, at: datetime, words: str) -> Consent:
    """Record a spoken consent that has just been given: who said it, when, and the words."""
    said = f"{who} {timezone.localtime(at):%Y-%m-%d %H:%M}：{words}"
    lead.agree_to_share(actor, said)
    return Consent(ConsentBasis.SPOKEN, at, words=said)
