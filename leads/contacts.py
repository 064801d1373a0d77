"""What staff do to the people of a lead, their numbers and WeChat ids; the timeline keeps what there was.

Each function locks the lead. `seen` is the version of the contact on the page it was changed from: WrongMove is raised
if a colleague has changed it since, as where nothing is new.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from leads.models import Contact, ContactWay, Lead, LeadEvent, WrongMove
from leads.models.contact_way import ContactWayQuerySet
from plumbing.days import in_short
from plumbing.masking import mask_in
from plumbing.phones import Phone
from staff.models import User

PHONE, WECHAT = ContactWay.Kind.PHONE, ContactWay.Kind.WECHAT
#: Of one lead: more is a list, and no lead.
MOST_PEOPLE, MOST_WAYS = 30, 20
#: What somebody is called whose name nobody asked.
NOBODY = "客户"
#: As many digits are more than an id has.
LONGEST_ID = 19


def keep(lead: Lead, numbers: Iterable[Phone]) -> None:
    """Further numbers of whom a new lead begins with, as they were typed beside the first."""
    if ways := [ContactWay(kind=PHONE, value=each.number, extension=each.extension) for each in numbers]:
        person = lead.contacts.get()
        for way in ways:
            way.contact = person
        ContactWay.objects.bulk_create(ways)


@transaction.atomic
def add_person(lead: Lead, name: str, role: str, phones: Iterable[Phone], wechat: str, actor: User) -> Contact:
    """Another person of the lead, with numbers and a WeChat id ("" for none)."""
    _lock(lead)
    if lead.contacts.count() >= MOST_PEOPLE:
        raise WrongMove(f"一条线索最多记 {MOST_PEOPLE} 位联系人。")
    if lead.contacts.filter(name=name, role=role).exists():
        raise WrongMove(f"已经有“{mask_in(name)}”，号码请加在那一位下面。")
    person = Contact.objects.create(lead=lead, name=name, role=role)
    added = _add(person, phones, wechat)
    _settle(lead)
    lead.record(LeadEvent.Kind.CORRECTED, actor, f"加联系人 {person}" + (f"：{added}" if added else ""))
    return person


@transaction.atomic
def add_ways(lead: Lead, person_id: int, phones: Iterable[Phone], wechat: str, actor: User) -> LeadEvent:
    """Further numbers, or a WeChat id, of a person."""
    person = _person(lead, person_id)
    if not (added := _add(person, phones, wechat)):
        raise WrongMove("和已经记下的一样，没有改动。")
    return _changed(lead, person, actor, f"{person} 加 {added}")


@transaction.atomic
def rename(lead: Lead, person_id: int, name: str, role: str, seen: int, actor: User) -> LeadEvent:
    """Correct the name or the role of a person. A name as pages show it, with its numbers masked, stays as it is."""
    person = _person(lead, person_id, seen)
    before = str(person)
    person.name, person.role = person.name if name == mask_in(person.name) else name, role
    if str(person) == before:
        raise WrongMove("和已经记下的一样，没有改动。")
    person.save(update_fields=["name", "role"])
    return _changed(lead, person, actor, f"联系人：{before} → {person}")


@transaction.atomic
def correct(lead: Lead, way_id: int, phone: Phone, wechat: str, seen: int, actor: User) -> LeadEvent:
    """Another number, or another WeChat id, instead of one that is wrong; `phone` is empty where an id is given."""
    way, person = _way(lead, way_id, seen)
    before = str(way)
    way.kind, way.value, way.extension = _value(phone, wechat)
    others = [each.key for each in person.ways.all() if each.pk != way.pk]
    if str(way) == before or way.key in others:
        raise WrongMove("和已经记下的一样，没有改动。")
    way.is_main = False  # of another kind there may be a main one
    way.save()
    return _changed(lead, person, actor, f"{person}：{before} → {way}")


@transaction.atomic
def prefer(lead: Lead, person_id: int, seen: int, actor: User) -> LeadEvent:
    """Make somebody the person whom to call first."""
    person = _person(lead, person_id, seen)
    if person.is_main:
        raise WrongMove("已经是主联系人。")
    lead.contacts.update(is_main=False)
    lead.contacts.filter(pk=person.pk).update(is_main=True)
    return _changed(lead, person, actor, f"主联系人改为 {person}")


@transaction.atomic
def prefer_way(lead: Lead, way_id: int, seen: int, actor: User) -> LeadEvent:
    """Make a number, or a WeChat id, the one that a person is called by first."""
    way, person = _way(lead, way_id, seen)
    if way.is_main:
        raise WrongMove("已经是首选。")
    person.ways.filter(kind=way.kind).update(is_main=False)
    person.ways.filter(pk=way.pk).update(is_main=True)
    return _changed(lead, person, actor, f"{person} 首选 {way}")


@transaction.atomic
def remove_way(lead: Lead, way_id: int, seen: int, actor: User) -> LeadEvent:
    """Take away a number, or a WeChat id, that was noted by mistake."""
    way, person = _way(lead, way_id, seen)
    if ContactWay.objects.filter(contact__lead=lead).count() == 1:
        raise WrongMove("这是唯一的联系方式，请改成对的，不能删掉。")
    way.delete()
    return _changed(lead, person, actor, f"{person} 删去 {way}")


@transaction.atomic
def remove_person(lead: Lead, person_id: int, seen: int, actor: User) -> LeadEvent:
    """Take away somebody who was noted by mistake, with numbers and ids."""
    person = _person(lead, person_id, seen)
    if not ContactWay.objects.filter(contact__lead=lead).exclude(contact=person).exists():
        raise WrongMove("只有这一位能联系上，先加上别人，再删这一位。")
    ways = "，".join(map(str, person.ways.all()))
    words = f"删去联系人 {person}" + (f"：{ways}" if ways else "")
    person.delete()
    _settle(lead)
    return lead.record(LeadEvent.Kind.CORRECTED, actor, words)


def erase_people(lead: Lead, ids: Iterable[int]) -> None:
    """Take people away for good, of whom the timeline keeps nothing."""
    Contact.objects.filter(lead=lead, pk__in=ids).delete()
    _settle(lead)


def dialled(lead: Lead, way_id: int | None) -> str:
    """Whose number, masked, for the line of a call; empty without one, or where it is gone meanwhile."""
    ways = ContactWay.objects.filter(contact__lead=lead, kind=PHONE, pk=way_id or 0).select_related("contact")
    return f"{way.contact.masked} {way.masked}" if (way := ways.first()) else ""


def to_dial(lead: Lead, chosen: str = "") -> dict[str, Any]:
    """What pages that dial show: `people`, and of their numbers `first` the one whose id was chosen, else the main one.

    `first` is None without any, `is_choice` whether there are several. Two queries.
    """
    people = list(lead.people())
    numbers = [way for person in people for way in person.ways.all() if way.is_phone]
    first = next((way for way in numbers if str(way.pk) == chosen), next(iter(numbers), None))
    return {"people": people, "first": first, "is_choice": len(numbers) > 1}


def way_of(lead: Lead, ways: ContactWayQuerySet) -> int | None:
    """The id of the lead's first of these numbers, whom to call first at the beginning; None where it has none."""
    theirs = ways.filter(contact__lead=lead).order_by("-contact__is_main", "-is_main", "pk")
    return theirs.values_list("pk", flat=True).first()


def version(lead: Lead, person_id: str) -> int:
    """How often a contact was changed so far; 0 for none of the lead's."""
    if not (person_id.isascii() and person_id.isdigit() and len(person_id) < LONGEST_ID):
        return 0
    return lead.contacts.filter(pk=person_id).values_list("version", flat=True).first() or 0


def take_over(lead: Lead, merged: Lead) -> dict[str, Any]:
    """Give a lead the people of one that is merged into it. Returns what `give_back` needs.

    Who is there already, by name and by one of their numbers, only brings what is new; the rest of them stays behind.
    Whose name nobody had asked now has one.
    """
    there, people, ways, named = list(lead.people()), [], {}, []
    for person in merged.people():
        mine = {way.key: way for way in person.ways.all()}
        for other in there:
            known = {way.key for way in other.ways.all()}
            if _is_same(other.name, person.name, bool(known & mine.keys()), not mine):
                if other.name == NOBODY != person.name:
                    other.name = person.name
                    named.append(other.pk)
                ways |= {way.pk: (other.pk, person.pk) for key, way in mine.items() if key not in known}
                break
        else:
            people.append(person.pk)
    main = merged.contacts.filter(is_main=True).values_list("pk", flat=True).first()
    for way, (other_id, _) in ways.items():
        ContactWay.objects.filter(pk=way).update(contact=other_id, is_main=False)
    for other in there:
        if other.pk in named:
            Contact.objects.filter(pk=other.pk).update(name=other.name, version=F("version") + 1)
    Contact.objects.filter(pk__in=people).update(lead=lead, is_main=False)
    _settle(lead)
    _settle(merged)
    kept = {str(way): owner for way, (_, owner) in ways.items()}
    return {"people": people, "main": main or 0, "ways": kept, "named": named}


def _is_same(name: str, other_name: str, has_number_of: bool, is_without_number: bool) -> bool:
    """Whether two contacts are one person: of one number 王先生 is 王总, but no 李女士, who may share an office's."""
    if name == other_name:
        return has_number_of or is_without_number
    return has_number_of and (NOBODY in (name, other_name) or name[:1] == other_name[:1])


def give_back(lead: Lead, merged: Lead, taken: dict[str, Any]) -> None:
    """Give a lead that was merged into another what this `take_over` took, as far as it is still there."""
    for way, owner in taken.get("ways", {}).items():
        if Contact.objects.filter(pk=owner, lead=merged).exists():
            ContactWay.objects.filter(pk=way, contact__lead=lead).update(contact=owner, is_main=False)
    Contact.objects.filter(pk__in=taken.get("people", []), lead=lead).update(lead=merged, is_main=False)
    theirs = [*merged.contacts.values_list("name", flat=True)]  # unless it was corrected since
    unnamed = Contact.objects.filter(pk__in=taken.get("named", []), lead=lead, name__in=theirs)
    unnamed.update(name=NOBODY, version=F("version") + 1)
    if merged.contacts.filter(pk=taken.get("main", 0)).exists():
        merged.contacts.update(is_main=False)
        merged.contacts.filter(pk=taken["main"]).update(is_main=True)
    _settle(lead)
    _settle(merged)


def _lock(lead: Lead) -> None:
    lead.lock()
    if lead.is_merged:
        raise WrongMove("这条线索已并入另一条，请在那条上改。")


def _person(lead: Lead, person_id: int, seen: int | None = None) -> Contact:
    """The person as they are now, once the lead is locked; with `seen`, as the page showed them."""
    _lock(lead)
    person = lead.contacts.filter(pk=person_id).first()
    if person is None:
        raise WrongMove("这位联系人已被同事删去，请看时间线。")
    if seen is not None and seen != person.version:
        now = "，".join([person.masked, *(way.masked for way in person.ways.all())])
        raise WrongMove(f"您打开以后，{_who_changed(lead, person)}改过，现在是“{now}”，请核对后再改。")
    return person


def _who_changed(lead: Lead, person: Contact) -> str:
    """Who changed them last, and when; of a line older than that lines name the contact, what there is to say."""
    lines = lead.events.filter(kind=LeadEvent.Kind.CORRECTED, data__person=person.pk).select_related("actor")
    line = lines.order_by("-at", "-pk").first()
    return f"{line.actor.display_name} {in_short(line.at)} " if line and line.actor else "同事，或您在另一个页面，"


def _way(lead: Lead, way_id: int, seen: int) -> tuple[ContactWay, Contact]:
    _lock(lead)
    way = ContactWay.objects.filter(contact__lead=lead, pk=way_id).first()
    if way is None:
        raise WrongMove("这个号码已被同事删去，请看时间线。")
    return way, _person(lead, way.contact_id, seen)


def _value(phone: Phone, wechat: str) -> tuple[str, str, str]:
    """(kind, value, extension) of what was typed."""
    return (PHONE, phone.number, phone.extension) if phone.number else (WECHAT, wechat, "")


def _add(person: Contact, phones: Iterable[Phone], wechat: str) -> str:
    """Give a person what they have not got yet; returns it in words."""
    known = {way.key for way in person.ways.all()}
    added = []
    for phone in (*phones, *([Phone("")] if wechat else [])):
        kind, value, extension = _value(phone, wechat)
        way = ContactWay(contact=person, kind=kind, value=value, extension=extension)
        if way.key not in known:
            known.add(way.key)
            added.append(way)
    if len(known) > MOST_WAYS:
        raise WrongMove(f"一位联系人最多记 {MOST_WAYS} 个号码和微信号。")
    ContactWay.objects.bulk_create(added)
    return "，".join(map(str, added))


def _changed(lead: Lead, person: Contact, actor: User, words: str) -> LeadEvent:
    """Count the change, put main ones where they lack, and add the line."""
    Contact.objects.filter(pk=person.pk).update(version=F("version") + 1)
    _settle(lead)
    return lead.record(LeadEvent.Kind.CORRECTED, actor, words, {"person": person.pk})


def _settle(lead: Lead) -> None:
    """One person is the main one, and of each kind one way of each person; the lead's own copies are read again."""
    people = list(lead.people())
    if people and not people[0].is_main:
        lead.contacts.filter(pk=people[0].pk).update(is_main=True)
    for person in people:
        first: dict[str, ContactWay] = {}
        for way in person.ways.all():
            first.setdefault(way.kind, way)
        lacking = [way.pk for way in first.values() if not way.is_main]
        if lacking:
            ContactWay.objects.filter(pk__in=lacking).update(is_main=True)
    lead.refresh_from_db(fields=["name", "phone", "extension", "wechat"])
