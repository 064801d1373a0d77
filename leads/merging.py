"""Two leads of one prospect become one, and are two again if that was a mistake."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from leads import company_names, contacts
from leads.models import Enquiry, Lead, LeadEvent, Signing, Stage, WrongMove
from staff.models import User

#: What a lead in which it is empty takes from the one that is merged into it.
FILLED = {"company": "公司", "credit_code": "统一社会信用代码"}


@transaction.atomic
def merge(lead: Lead, other: Lead, actor: User) -> LeadEvent:
    """`lead` becomes part of `other`, which gets its enquiries, contacts and appointments and shows both timelines.

    Raises WrongMove.
    """
    _lock_both(lead, other)
    if lead.pk == other.pk or lead.is_merged or other.is_merged:
        raise WrongMove("不能并入自己，也不能与已合并的线索合并。")
    enquiries, merged = lead.enquiries.all(), lead.merged_leads.all()
    # What `part` needs to know.
    data: dict[str, Any] = {
        "enquiries": list(enquiries.values_list("pk", flat=True)),
        "merged": list(merged.values_list("pk", flat=True)),
        "promise": lead.next_follow_up_at and lead.next_follow_up_at.isoformat(),
    }
    data["appointments"] = list(lead.appointments.values_list("pk", flat=True))
    enquiries.update(lead=other)
    lead.appointments.update(lead=other)
    merged.update(merged_into=other)
    # The one that stays is no longer flagged as of the same phone; those flagged with this one now are with it.
    lead.same_phone_leads.filter(pk=other.pk).update(same_phone_as=None)
    lead.same_phone_leads.update(same_phone_as=other)
    data["promises"] = _take_over(other, lead, actor)
    data["signing"] = _pass_signing(lead, other)
    data["contacts"] = contacts.take_over(other, lead)
    data["filled"] = _fill(other, lead)
    lead.merged_into, lead.next_follow_up_at = other, None
    lead.save(update_fields=["merged_into", "next_follow_up_at"])
    lead.record(LeadEvent.Kind.MERGED, actor, f"并入 {other}", data)
    filled = "、".join(FILLED[name] for name in data["filled"])
    return other.record(LeadEvent.Kind.MERGED, actor, f"并入了 {lead}" + (f"，{filled}按那条补上" if filled else ""))


@transaction.atomic
def part(lead: Lead, actor: User) -> LeadEvent:
    """`lead` is one of its own again, with the enquiries, contacts, appointments and promise it had. Raises WrongMove.

    What was done since to the one it was part of stays with that one: owner, stage, calls. So does its promise, unless
    it is still the one that the merge gave it.
    """
    other = lead.merged_into
    if other is None:
        raise WrongMove("这条线索没有并入别的线索。")
    _lock_both(lead, other)
    merged = lead.events.filter(kind=LeadEvent.Kind.MERGED, data__has_key="enquiries").order_by("-at", "-pk").first()
    if merged is None or lead.merged_into_id != other.pk:
        raise WrongMove("当时没有记下合并前的情况，拆不开。")
    Enquiry.objects.filter(lead=other, pk__in=merged.data["enquiries"]).update(lead=lead)
    other.merged_leads.filter(pk__in=merged.data["merged"]).update(merged_into=lead)
    other.appointments.filter(pk__in=merged.data.get("appointments", [])).update(lead=lead)
    contacts.give_back(other, lead, merged.data.get("contacts", {}))
    _empty_again(other, lead, merged.data.get("filled", []))
    if version := merged.data.get("signing"):  # unless it was corrected since
        Signing.objects.filter(lead=other, version=version).update(lead=lead)
    lead.merged_into = None
    lead.next_follow_up_at = merged.promise_to_come
    lead.save(update_fields=["merged_into", "next_follow_up_at"])
    other.record(LeadEvent.Kind.MERGED, actor, f"拆出了 {lead}")
    _give_promise_back(other, merged.data.get("promises"), actor)
    return lead.record(LeadEvent.Kind.MERGED, actor, f"从 {other} 拆出")


@transaction.atomic
def take_back(lead: Lead) -> None:
    """What the lead filled in another goes from there, whose people ask to be erased."""
    if lead.merged_into is None:
        return
    _lock_both(lead, lead.merged_into)
    merged = lead.events.filter(kind=LeadEvent.Kind.MERGED, data__has_key="filled").order_by("-at", "-pk").first()
    _empty_again(lead.merged_into, lead, merged.data["filled"] if merged else [])


def _lock_both(lead: Lead, other: Lead) -> None:
    for each in sorted((lead, other), key=lambda each: each.pk):
        each.lock()


def _take_over(lead: Lead, merged: Lead, actor: User) -> dict[str, str | None] | None:
    """Go on where the work on the other has come to, if it has come further: its person, stage and promise.

    Returns the promise before and since as ISO moments, None where it is the same.
    """
    if lead.is_closed or merged.is_closed:
        return None
    if not lead.owner and merged.owner and merged.owner.has_perm("leads.change_lead", lead):
        lead.owner = merged.owner
        LeadEvent.of_owner(lead.pk, None, lead.owner, actor).save()
    if lead.stage == Stage.NEW and merged.stage != Stage.NEW:
        lead.stage, lead.stage_changed_at = merged.stage, timezone.now()
    promises = [each for each in (lead.next_follow_up_at, merged.next_follow_up_at) if each]
    before, now = lead.next_follow_up_at, min(promises, default=None)
    lead.contacted_at = lead.contacted_at or merged.contacted_at
    lead.save(update_fields=["owner", "stage", "stage_changed_at", "contacted_at"])
    if before == now:
        return None
    lead.follow_up(now, actor)
    return {"before": before.isoformat() if before else None, "since": now.isoformat() if now else None}


def _fill(lead: Lead, merged: Lead) -> list[str]:
    """What is known of the one alone is known of both. Returns the names of the columns; a code is of its company."""
    for each in (lead, merged):
        each.refresh_from_db(fields=[*FILLED])
    names = [name for name in FILLED if getattr(merged, name) and not getattr(lead, name)]
    if lead.company and company_names.key(lead.company) != company_names.key(merged.company):
        names = [name for name in names if name != "credit_code"]
    _write(lead, {name: getattr(merged, name) for name in names})
    return names


def _empty_again(lead: Lead, merged: Lead, names: list[str]) -> None:
    """Unless it was changed since."""
    for each in (lead, merged):
        each.refresh_from_db(fields=[*FILLED])
    _write(lead, {name: "" for name in names if getattr(lead, name) == getattr(merged, name)})


def _write(lead: Lead, values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(lead, name, value)
    if values:
        lead.save(update_fields=[*values])


def _pass_signing(merged: Lead, lead: Lead) -> int | None:
    """What was agreed goes along, to a lead that has nothing of its own. Returns its version."""
    signing = Signing.objects.filter(lead=merged).first()
    if signing is None or Signing.objects.filter(lead=lead).exists():
        return None
    signing.lead = lead
    signing.save(update_fields=["lead"])
    return signing.version


def _give_promise_back(lead: Lead, promises: dict[str, str | None] | None, actor: User) -> None:
    if not promises or lead.is_closed or lead.is_merged:
        return
    moments = {name: datetime.fromisoformat(moment) if moment else None for name, moment in promises.items()}
    if lead.next_follow_up_at == moments["since"]:
        lead.follow_up(moments["before"], actor)
