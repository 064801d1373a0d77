"""The numbers and the WeChat id of a lead: corrected, added, and kept when leads are merged."""

from django.db import transaction

from leads.models import Lead, LeadEvent, WrongMove
from plumbing import phones
from plumbing.phones import Phone
from staff.models import User

FIELDS = ("phone", "extension", "other_phone", "wechat")


@transaction.atomic
def correct(lead: Lead, phone: Phone, other_phone: str, wechat: str, actor: User) -> LeadEvent:
    """Replace what is given; what is empty stays. The timeline keeps what there was.

    `other_phone` is E.164 or "". Raises WrongMove if nothing is new.
    """
    lead.lock()
    lead.refresh_from_db(fields=FIELDS)
    before = _in_words(lead)
    if phone.number:
        lead.phone, lead.extension = phone.number, phone.extension
    if other_phone:
        lead.other_phone = other_phone
    if wechat:
        lead.wechat = wechat
    return _store(lead, before, actor)


@transaction.atomic
def add(lead: Lead, phone: Phone, wechat: str, actor: User) -> LeadEvent:
    """Add a second number, or the first, and a WeChat id. Raises WrongMove without room, or if nothing is new."""
    lead.lock()
    lead.refresh_from_db(fields=FIELDS)
    before = _in_words(lead)
    if phone.number and phone.number not in {lead.phone, lead.other_phone}:
        if not lead.phone:
            lead.phone, lead.extension = phone.number, phone.extension
        elif lead.other_phone:
            raise WrongMove("已经有两个号码，请用“改成这个”替换，或把第三个写进备注。")
        else:
            lead.other_phone = phone.number
    if wechat and wechat.lower() != lead.wechat.lower():
        if lead.wechat:
            raise WrongMove("已经有微信号，请用“改成这个”替换。")
        lead.wechat = wechat
    return _store(lead, before, actor)


def take_over(lead: Lead, merged: Lead) -> str:
    """Give the lead what it lacks of a merged one's; returns in words what it has no room for. The caller stores it."""
    left = []
    for number in filter(None, (merged.phone, merged.other_phone)):
        if number in {lead.phone, lead.other_phone}:
            continue
        if not lead.phone:
            lead.phone = number
        elif not lead.other_phone:
            lead.other_phone = number
        else:
            left.append(phones.display(number))
    if merged.wechat and merged.wechat.lower() != lead.wechat.lower():
        if lead.wechat:
            left.append(f"微信 {merged.wechat}")
        else:
            lead.wechat = merged.wechat
    return "、".join(left)


def _in_words(lead: Lead) -> dict[str, str]:
    """{what it is called: the number as it is dialled}."""
    return {
        "电话": phones.display(lead.phone, lead.extension),
        "另一电话": phones.display(lead.other_phone),
        "微信": lead.wechat,
    }


def _store(lead: Lead, before: dict[str, str], actor: User) -> LeadEvent:
    now = _in_words(lead)
    changes = [f"{name}：{old or '空'} → {now[name]}" for name, old in before.items() if now[name] != old]
    if not changes:
        raise WrongMove("和已经记下的一样，没有改动。")
    if lead.phone == lead.other_phone:
        lead.other_phone = ""
    lead.save(update_fields=FIELDS)
    return lead.record(LeadEvent.Kind.CORRECTED, actor, "\n".join(changes))
