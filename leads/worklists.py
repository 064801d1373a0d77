"""The lists that staff work from: filters and the search of the leads' list."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import reduce
from operator import and_

from django.contrib import admin
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BooleanField, Count, Func, Q, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from leads import company_names, credit_codes, protection, receipts, signing
from leads.models import Appointment, Contact, ContactWay, Enquiry, Lead, LeadEvent, LossReason, Notification, Way
from leads.models.lead_queryset import ENDED_DAYS, LeadQuerySet
from plumbing import phones, typed_text
from staff import record
from staff.models import SignInEvent, User
from zones.models import Zone

#: As many digits are more than an id has.
LONGEST_ID = 19
#: Who wanted to find out a hidden number by trying would need far more searches than these.
MOST_SEARCHES, SEARCHES_WITHIN = 30, timedelta(minutes=10)
#: The digits that a masked phone shows at its end: so many are searched, or the whole number.
SHOWN_DIGITS = 4
#: Of a search each word is looked for; of a longer text only the whole.
MOST_WORDS = 5
#: Of leads that are found, so many are handed on by their keys; of more the list looks for the words each time.
MOST_FOUND = 200_000
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LETTER = re.compile(r"[^\W\d_]")
#: The lines of a timeline into which people write.
WRITTEN_KINDS = (
    LeadEvent.Kind.NOTE, LeadEvent.Kind.CALL, LeadEvent.Kind.WECHAT, LeadEvent.Kind.VISIT, LeadEvent.Kind.STAGE,
    LeadEvent.Kind.RECOMMENDED, LeadEvent.Kind.UNSUITABLE, LeadEvent.Kind.CONSENTED, LeadEvent.Kind.FILE,
    LeadEvent.Kind.APPOINTED,
)  # fmt: skip
#: Whose leads are meant, of whoever opens the list or the board.
WHOSE = {"me": "我的", "at_hand": "我的和待领取"}
#: What is to be done with leads: {as an address says it: (what it is called, which of the leads, for whom)}.
WORK: dict[str, tuple[str, Callable[[LeadQuerySet, User], LeadQuerySet]]] = {
    "mine": ("我的", lambda leads, user: leads.open().filter(owner=user)),
    "today": ("我今天跟进", lambda leads, user: leads.open().filter(owner=user).for_today()),
    "later": ("我约在以后", lambda leads, user: leads.open().filter(owner=user).for_later()),
    "undated": ("我没有约时间", lambda leads, user: leads.open().filter(owner=user).undated()),
    "unclaimed": ("待领取", lambda leads, _: leads.unclaimed()),
    "late": ("超时未联系", lambda leads, _: leads.too_late()),
    "overdue": ("已逾期", lambda leads, _: leads.overdue()),
    "visits": ("今明两天约看", lambda leads, _: leads.to_visit(Appointment.objects.soon(timezone.now()))),
    "unresolved": ("约看没记结果", lambda leads, _: leads.to_visit(Appointment.objects.without_result(timezone.now()))),
    "open": ("没结束的", lambda leads, _: leads.open()),
    "ended": (f"近 {ENDED_DAYS} 天结束的", lambda leads, _: leads.ended_of_late()),
    "expiring": (
        "保护期将到",
        lambda leads, _: protection.of_all_cities(leads, protection.expiring, timezone.now()),
    ),
    "returning": (
        "今天将收回",
        lambda leads, _: protection.of_all_cities(leads, protection.returning_today, timezone.now()),
    ),
    "left": ("负责人已停用", lambda leads, _: leads.left_behind()),
    "suspected": ("疑似垃圾", lambda leads, _: leads.suspected()),
    "undelivered": (
        "通知未送达",
        lambda leads, _: leads.filter(pk__in=Notification.objects.undelivered().values("lead")),
    ),
    "same": ("同号", lambda leads, _: leads.standing().same_phone()),
    "unfilled": ("签约内容未填", lambda leads, _: leads.standing().filter(stage__in=signing.COUNTED, signing=None)),
}


class WorkFilter(admin.SimpleListFilter):
    """Leads by what is to be done with them."""

    title = "工作"
    parameter_name = "work"

    def lookups(self, request, model_admin):
        return [(value, name) for value, (name, _) in WORK.items()]

    def queryset(self, request, queryset):
        if self.value() not in WORK:
            return queryset
        _, chosen = WORK[self.value()]
        return chosen(queryset, request.user)


class WayFilter(admin.SimpleListFilter):
    """Leads by how an enquiry reached us."""

    title = "渠道"
    parameter_name = "way"

    def lookups(self, request, model_admin):
        return Way.choices

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=_with(way=self.value())) if self.value() in Way.values else queryset


class OwnerFilter(admin.SimpleListFilter):
    """One's own leads, with the pool or without it, or one person's, chosen by a tap on the name in the list."""

    title = "负责人"
    parameter_name = "owner"

    def lookups(self, request, model_admin):
        owner_id = request.GET.get(self.parameter_name, "")
        is_id = owner_id.isdecimal() and len(owner_id) < LONGEST_ID
        owner = User.objects.filter(pk=owner_id).first() if is_id else None
        return [*WHOSE.items(), *([(owner_id, owner.display_name)] if owner else [])]

    def queryset(self, request, queryset):
        if self.value() in WHOSE:
            return queryset.whose(request.user, self.value())
        return queryset.filter(owner=self.value()) if self.value() in dict(self.lookup_choices) else queryset


class ReasonFilter(admin.SimpleListFilter):
    """Leads given up for one reason of the list, chosen by a tap on it there; until then the filter offers none."""

    title = "流失与无效原因"
    parameter_name = "why"

    def lookups(self, request, model_admin):
        chosen = self._chosen(request)
        reason = LossReason.objects.filter(pk=chosen).first() if chosen else None
        return [(f"{reason.pk}", reason.name)] if reason else []

    def queryset(self, request, queryset):
        return queryset.filter(loss_reason=self._chosen(request)) if self.value() else queryset

    def _chosen(self, request):
        typed = request.GET.get(self.parameter_name, "")
        return int(typed) if typed.isdecimal() and len(typed) < LONGEST_ID else 0


class SourceFilter(admin.SimpleListFilter):
    """Leads by where the form was filled in or what had led there: a page of ours, another site, a campaign."""

    title = "来源"
    parameter_name = "source"
    SOURCES = {
        "news": ("文章页", Q(source_path__startswith="/news/")),
        "zones": ("城市与园区页", Q(source_path__startswith="/zones/")),
        "outside": ("其他网站", ~Q(referrer="")),
        "campaign": ("推广链接", Q(utm__has_key="utm_source")),
    }

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _) in self.SOURCES.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.SOURCES:
            return queryset
        return queryset.filter(pk__in=_with(self.SOURCES[self.value()][1]))


class ZoneFilter(admin.SimpleListFilter):
    """Leads by the zone that an enquiry names; offered are those of the leads that the person may see."""

    title = "意向园区"
    parameter_name = "zone"

    def lookups(self, request, model_admin):
        enquiries = Enquiry.objects.filter(lead__in=Lead.objects.for_user(request.user), zone__isnull=False)
        zones = enquiries.order_by().values_list("zone_id", "zone__city__name", "zone__name").distinct()
        return [(pk, f"{city} · {zone}") for pk, city, zone in zones.order_by("zone__city__order", "zone__order")]

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=_with(zone=self.value())) if (self.value() or "").isdecimal() else queryset


def today_address(tab=""):
    """Where 今日 is, on the tab of the pool if that is asked for."""
    address = reverse("admin:leads_lead_today")
    return f"{address}?tab=pool" if tab == "pool" else address


def is_number(text):
    """Whether a search is for a phone: a whole number, the last digits that lists show, or one of them in a word."""
    text = typed_text.line(text)
    return _is_number(text) or any(map(_is_number, text.split()))


def _is_number(text):
    try:
        return bool(phones.parse_several(text))
    except phones.NotAPhone:
        return bool(_local(text)) or len(re.sub(r"\D", "", text)) == SHOWN_DIGITS


def _local(text):
    """The digits of a landline without its area code; "" for what is none."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if phones.LOCAL.fullmatch(digits) else ""


def may_search_numbers(request):
    """Whether the person has not searched for too many numbers of late; the search is written down."""
    since = timezone.now() - SEARCHES_WITHIN
    searches = SignInEvent.objects.filter(user=request.user, kind=SignInEvent.Kind.SEARCHED, happened_at__gt=since)
    if searches.count() >= MOST_SEARCHES:
        return False
    record.note(request, SignInEvent.Kind.SEARCHED, request.user)
    return True


def search(queryset, text):
    """The leads found by what somebody typed, as it stands or by each of its words.

    That is a phone in any form, a receipt's code, a WeChat id, a mail address, a name, company, need, wished zone or
    owner, or words of the timeline, files' names among them.
    """
    text = typed_text.line(text)
    found, words = _of_code(text), text.split()
    if 1 < len(words) <= MOST_WORDS and not _is_number(text):
        found |= reduce(and_, (_of_code(word) | _of_words(word) for word in words))
        # Where the whole stands, each of its words does: unless one is mere digits, and not looked for everywhere.
        if not all(map(LETTER.search, words)):
            found |= _of_words(text)
    else:
        found |= _of_words(text)
    # Looked for once; a list asks four times, for its count, its months and its page. As one text the keys of nearly
    # all leads cost little: PostgreSQL gathers them, and nobody reads them here.
    keys = queryset.filter(found).order_by().values("pk")[: MOST_FOUND + 1]
    gathered = keys.aggregate(keys=Cast(ArrayAgg("pk"), TextField()), count=Count("pk"))
    if gathered["count"] > MOST_FOUND:
        return queryset.filter(found)
    return queryset.filter(_IsAmong("pk", Value(gathered["keys"] or "{}"))) if gathered["count"] else queryset.none()


class _IsAmong(Func):
    """Whether a key is in an array that is one text. As rows of a query PostgreSQL would look for each by itself."""

    template, arg_joiner, output_field = "%(expressions)s::bigint[])", " = ANY(", BooleanField()


def _of_words(text):
    """Whatever people wrote that has these words in it."""
    found = Q(name__icontains=text) | Q(company__icontains=text) | Q(taught__icontains=text)
    found |= Q(pk__in=_with(Q(need__icontains=text) | Q(company__icontains=text) | Q(zone_text__icontains=text)))
    found |= Q(pk__in=_with(zone__in=Zone.objects.filter(name__icontains=text)))
    if LETTER.search(text):  # of mere digits, each one more would betray another of a number that is written there
        lines = LeadEvent.objects.filter(kind__in=WRITTEN_KINDS, text__icontains=text)
        found |= Q(pk__in=lines.order_by().values("lead"))
    return found | Q(pk__in=Contact.objects.filter(name__icontains=text).order_by().values("lead"))


def _of_code(text):
    """What it names as a whole: a company in another spelling, a person of ours, an address, a receipt or a number."""
    found = Q(pk__in=[])
    if key := company_names.key(text):
        found |= Q(company_key__contains=key)
    if len(code := credit_codes.typed(text)) == credit_codes.LENGTH:
        found |= Q(credit_code=code)
    found |= Q(owner__in=User.objects.annotate(whole=Concat("last_name", "first_name")).filter(whole=text))
    if MAIL.fullmatch(text):  # whole, since pages hide most of it
        found |= Q(pk__in=_with(email__iexact=text))
    if code := receipts.typed(text):
        found |= Q(receipt__startswith=code) | Q(pk__in=_with(receipt__startswith=code))
        again = LeadEvent.objects.filter(kind=LeadEvent.Kind.RESUBMITTED, text__contains=receipts.shown(code))
        found |= Q(pk__in=again.values("lead"))  # by a join a lead would be found once for each line
    numbers = _numbers(text)
    if numbers:
        found |= Q(pk__in=_with(phone__in=numbers)) | Q(pk__in=_with(other_phone__in=numbers))
    ways = ContactWay.objects.filter(_known(text, numbers))
    return found | Q(pk__in=Contact.objects.filter(ways__in=ways).order_by().values("lead"))


def _numbers(text):
    try:
        return [phone.number for phone in phones.parse_several(text)]
    except phones.NotAPhone:
        return []


def _known(text, numbers):
    """The numbers and WeChat ids that are meant; the digits of hidden ones cannot be found out one by one."""
    known = Q(kind=ContactWay.Kind.WECHAT, value__iexact=text)
    for number in numbers:
        known |= Q(kind=ContactWay.Kind.PHONE, value__iexact=number)
    digits = re.sub(r"\D", "", text)
    if not numbers and (local := _local(text)):
        known |= Q(kind=ContactWay.Kind.PHONE, value__regex=rf"^\+86(10|2\d|[3-9]\d\d){local}$")
    elif not numbers and len(digits) == SHOWN_DIGITS:
        known |= Q(kind=ContactWay.Kind.PHONE, value__endswith=digits)
    return known


def _with(*rules, **conditions):
    """Ids of the leads that have such an enquiry."""
    return Enquiry.objects.filter(*rules, **conditions).values("lead")
