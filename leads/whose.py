"""Of a lead on which there are several people: what is one person's, and what is the others'.

Who asks for their data, or for its erasure, gets and takes what is theirs alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from leads.models import Contact, Disclosure, Enquiry, Lead, LeadEvent
from leads.models.lead_queryset import LeadQuerySet
from plumbing import phones

#: A shorter name stands in other words as well.
SHORTEST_NAME = 2


@dataclass(frozen=True)
class Share:
    """What of a lead is one person's."""

    lead: Lead
    people: tuple[Contact, ...]  # them, more often than once if a number is noted with several names
    others: tuple[Contact, ...]
    enquiries: tuple[Enquiry, ...]
    is_whole: bool  # nobody else is on it
    is_voice: bool  # all that was asked came from them, so what was written down is about them
    known_by: str

    @property
    def names(self) -> frozenset[str]:
        """What they are called."""
        return frozenset({contact.name for contact in self.people} | {each.name for each in self.enquiries})

    @property
    def ids(self) -> frozenset[str]:
        """Their WeChat ids and mail addresses."""
        ids = {way.value for contact in self.people for way in contact.ways.all() if not way.is_phone}
        mails = {each.email for each in self.enquiries} | ({self.known_by} if "@" in self.known_by else set())
        return frozenset(ids | mails) - {""}

    @property
    def marks(self) -> frozenset[str]:
        """What names them in people's own words: names, WeChat ids, mail addresses."""
        return frozenset(mark for mark in self.names | self.ids if len(mark) >= SHORTEST_NAME)

    @property
    def numbers(self) -> frozenset[str]:
        """Digits by which they are known, without the country's."""
        values = {way.value for contact in self.people for way in contact.ways.all() if way.is_phone}
        values |= {number for each in self.enquiries for number in (each.phone, each.other_phone) if number}
        values |= set() if "@" in self.known_by else {self.known_by}
        return frozenset(re.sub(r"\D", "", value.removeprefix("+86")) for value in values) - {""}

    def names_them(self, words: str) -> bool:
        """Whether words name the person, or one of their numbers."""
        digits = re.sub(r"\D", "", words)
        return any(mark in words for mark in self.marks) or any(number in digits for number in self.numbers)

    def is_named_by(self, search: str) -> bool:
        """Whether a word that somebody searched for is theirs: a whole name or id, or one of their numbers."""
        words, digits = {search, *search.split()}, re.sub(r"\D", "", search)
        return bool(words & self.marks) or any(number in digits for number in self.numbers)

    def has_all_of(self, appointment_words: Iterable[str]) -> bool:
        """Whether nothing of it can be about somebody else."""
        return self.is_whole or (self.is_voice and not any(self._names_others(words) for words in appointment_words))

    def _names_others(self, words: str) -> bool:
        return any(len(each.name) >= SHORTEST_NAME and each.name in words for each in self.others)

    def of_disclosure(self, made: Disclosure) -> list[list[str]]:
        """[[label, words]] of what was handed over of them; of others not even that there was something."""
        if self.is_whole:
            return made.data
        contact = [label_and_words for label_and_words in made.data if label_and_words[0] in CONTACT]
        is_them = any(self.names_them(words) for _, words in contact)
        return [
            [label, words] for label, words in made.data if (is_them if label in CONTACT else self._is_theirs(words))
        ]

    def _is_theirs(self, words: str) -> bool:
        asked = {value for each in self.enquiries for value in (each.need, each.industry, each.area_words) if value}
        return words in asked or (self.is_voice and not self._names_others(words)) or self.names_them(words)


def whole(lead: Lead) -> Share:
    """All that is on a lead, whoever's it is."""
    return Share(lead, tuple(lead.people()), (), tuple(lead.enquiries.all()), True, True, "")


#: The labels under which `disclosing.data_of` hands over whom to call.
CONTACT = ("联系人", "电话", "微信", "邮箱")


def theirs_of(known_by: str) -> Q:
    """The enquiries that came with a number (E.164) or a mail address."""
    return Q(email__iexact=known_by) if "@" in known_by else Q(phone=known_by) | Q(other_phone=known_by)


def shares(leads: LeadQuerySet, known_by: str) -> list[Share]:
    """What of each of the leads is the person's: leads on which they are, and those merged into these."""
    found = [_share(lead, known_by) for lead in leads.select_related("merged_into")]
    whole = {share.lead.pk for share in found if share.is_whole}
    return [
        replace(share, others=(), is_whole=True, is_voice=True) if share.lead.merged_into_id in whole else share
        for share in found
    ]


def _share(lead: Lead, known_by: str) -> Share:
    stands = lead.merged_into or lead
    people, others = _people(stands, known_by)
    asked = list(stands.enquiries.all())
    theirs = [each for each in asked if _is_from(each, people, others, known_by)]
    if lead.is_merged:
        brought = _brought_by(lead)
        own = [each for each in asked if each.pk in brought["enquiries"]]
        is_voice = bool(own or brought["people"]) and all(each in theirs for each in own)
        is_voice = is_voice and set(brought["people"]) <= {each.pk for each in people}
        return Share(lead, (), () if is_voice else tuple(others), (), is_voice, is_voice, known_by)
    joined = {pk for merged in lead.merged_leads.all() for pk in _brought_by(merged)["enquiries"]}
    own = [each for each in asked if each.pk not in joined]
    is_voice = all(each in theirs for each in own) if own else any(each.is_main for each in people)
    is_whole = not others and theirs == asked
    return Share(lead, tuple(people), tuple(others), tuple(theirs), is_whole, is_voice, known_by)


def _is_from(enquiry: Enquiry, people: list[Contact], others: list[Contact], known_by: str) -> bool:
    """Whether an enquiry is of the person; one with no known number is, by the name or where nobody else is."""
    values = {enquiry.phone, enquiry.other_phone, enquiry.wechat.lower(), enquiry.email.lower()} - {""}
    if known_by.lower() in values or values & _values(people):
        return True
    if values & _values(others):
        return False
    return not others or enquiry.name in {each.name for each in people}


def _values(people: Iterable[Contact]) -> set[str]:
    return {way.value.lower() for each in people for way in each.ways.all()}


def _people(lead: Lead, known_by: str) -> tuple[list[Contact], list[Contact]]:
    """(the contacts who are known by it, or were until it was corrected; the others)."""
    everybody = list(lead.people())
    enquiries = list(lead.enquiries.filter(theirs_of(known_by)))
    numbers = {known_by.lower()} | {each.phone for each in enquiries} - {""}
    people = [each for each in everybody if numbers & _values([each])]
    if not people and "@" not in known_by:
        lines = lead.timeline().filter(kind=LeadEvent.Kind.CORRECTED, text__contains=phones.display(known_by))
        corrected = list(lines.values_list("text", flat=True))
        people = [each for each in everybody if any(each.name in text for text in corrected)]
    people = people or [each for each in everybody if each.name in {enquiry.name for enquiry in enquiries}]
    if len(everybody) == 1:
        people = everybody
    return people, [each for each in everybody if each not in people]


def _brought_by(lead: Lead) -> dict[str, list[int]]:
    """What a merged lead brought along: ids of enquiries and of people."""
    merged = lead.events.filter(kind=LeadEvent.Kind.MERGED, data__has_key="enquiries").order_by("-at", "-pk").first()
    data = merged.data if merged else {}
    return {"enquiries": data.get("enquiries", []), "people": (data.get("contacts") or {}).get("people", [])}
