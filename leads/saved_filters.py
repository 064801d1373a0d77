"""Saved filters: what of an address is kept, what of it still fits, and the address it opens."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from leads import receipts, worklists
from leads.board import NO_CITY
from leads.models import OFFERED_KINDS, Contact, ContactWay, SavedFilter, Stage, Way, WrongMove
from leads.worklists import LONGEST_ID, WHOSE
from plumbing import masking, typed_text
from staff.models import User
from zones.models import City, Zone

#: Nobody finds anything among more.
MOST = 20
#: {page: {key of its address: what staff call it}}.
KEYS: Mapping[str, Mapping[str, str]] = {
    SavedFilter.Page.LIST: {
        "work": "工作", "kind__exact": "类型", "stage__exact": "阶段", "city__id__exact": "城市",
        "city__isnull": "城市", "zone": "意向园区", "way": "渠道", "source": "来源", "owner": "负责人",
        "created_at__year": "年", "created_at__month": "月", "created_at__day": "日", "q": "搜索的字",
    },
    SavedFilter.Page.BOARD: {"owner": "谁的", "city": "城市", "kind": "类型"},
}  # fmt: skip
#: In the address: words that were searched for.
SEARCHED = "q"
LONGEST_SEARCH = 40
#: Instead of the two moments of the list's filter by time, which are others tomorrow.
SINCE = "since"
FROM, UNTIL = "created_at__gte", "created_at__lt"
PAGES = {SavedFilter.Page.LIST: "admin:leads_lead_changelist", SavedFilter.Page.BOARD: "admin:leads_board"}


def kept(page: str, address: str) -> dict[str, str]:
    """What of the query of an address is kept: the last value of each key known there."""
    given = QueryDict(address)
    query = {key: given[key][:LONGEST_SEARCH] for key in KEYS.get(page, {}) if given.get(key)}
    if SEARCHED in query and not _is_said_of_many(given[SEARCHED]):
        del query[SEARCHED]
    if page == SavedFilter.Page.LIST:
        spans = {span: name for name, span in _spans().items()}
        if name := spans.get((given.get(FROM, ""), given.get(UNTIL, ""))):
            query[SINCE] = name
    return query


def save(person: User, page: str, name: str, address: str) -> SavedFilter:
    """Keep a filter under a name. Raises WrongMove: there is none, the name is taken, or there are too many."""
    query = kept(page, address)
    if _names_somebody(query.get(SEARCHED, "")):
        del query[SEARCHED]
    if not query:
        raise WrongMove(
            "现在没有可以保存的筛选：先点右边的筛选，或搜索；客户的称呼、号码、回执号，报表里点开的数和自己写的日期不保存。"
        )
    if SavedFilter.objects.filter(person=person).count() >= MOST:
        raise WrongMove(f"最多保存 {MOST} 个筛选，请先删去不用的。")
    try:
        with transaction.atomic():
            return SavedFilter.objects.create(person=person, page=page, name=name, query=query)
    except IntegrityError as error:
        raise WrongMove(f"您已有一个筛选叫“{name}”，请换个名字，或先删去那个。") from error


def rename(saved: SavedFilter, name: str) -> None:
    """Give it another name. Raises WrongMove if the person's other one has it."""
    try:
        with transaction.atomic():
            SavedFilter.objects.filter(pk=saved.pk).update(name=name)
    except IntegrityError as error:
        raise WrongMove(f"您已有一个筛选叫“{name}”，请换个名字。") from error


def misfits(saved: SavedFilter, user: User) -> dict[str, str]:
    """{key: what of it does not fit the person, or does not fit any more, in words}. Three queries at most."""
    names = {**KEYS.get(saved.page, {}), SINCE: "时间"}
    found = {}
    for key, value in saved.query.items():
        if key not in names:
            found[key] = "一项认不出来"
        elif not (isinstance(value, str) and _fits(key, value, user)):
            found[key] = f"“{names[key]}”"
    return found


def address(saved: SavedFilter, without: Mapping[str, str]) -> str:
    """The page with what is kept, but for some keys."""
    query = {key: value for key, value in saved.query.items() if key not in without}
    if since := query.pop(SINCE, None):
        query[FROM], query[UNTIL] = _spans()[since]
    return f"{reverse(PAGES[SavedFilter.Page(saved.page)])}{'?' if query else ''}{urlencode(query)}"


def context(user: User, page: str, address: str) -> dict[str, Any]:
    """What `admin/leads/lead/_saved.html` shows: the filters that the person may use there, their own first. One query.

    Read when it is shown: who is sent away from the list costs no query.
    """
    now = kept(page, address)

    def saved() -> list[tuple[SavedFilter, bool]]:
        filters = SavedFilter.objects.visible_to(user).filter(page=page)
        return [(each, each.query == now) for each in sorted(filters, key=lambda each: each.person_id != user.pk)]

    return {"saved": SimpleLazyObject(saved), "saved_page": page, "saved_query": now}


def _spans() -> dict[str, tuple[str, str]]:
    """{name: (from, until)} of what the list's filter by time offers today, as Django writes it into the address."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow, month = today + timedelta(days=1), today.replace(day=1)
    next_month = (month + timedelta(days=32)).replace(day=1)
    year = month.replace(month=1)
    spans: dict[str, tuple[datetime, datetime]] = {
        "today": (today, tomorrow),
        "week": (today - timedelta(days=7), tomorrow),
        "month": (month, next_month),
        "year": (year, year.replace(year=year.year + 1)),
    }
    return {name: (str(begins), str(ends)) for name, (begins, ends) in spans.items()}


def _fits(key: str, value: str, user: User) -> bool:
    cities = user.cities_for("leads.view_lead", "leads.change_lead")
    if key == "city__isnull" or (key == "city" and value == NO_CITY):
        return cities is None
    if key in {"city__id__exact", "city"}:
        return _is_key(value) and (cities is None or int(value) in cities) and City.objects.filter(pk=value).exists()
    if key == "zone":
        return _is_key(value) and Zone.objects.filter(pk=value).exists()
    if key == "owner":
        return value in WHOSE or (_is_key(value) and User.objects.filter(pk=value).exists())
    return _CHOICES[key](value)


def _is_said_of_many(words: str) -> bool:
    """Whether a search is for no number, receipt or mail address, which nobody would find here to erase."""
    words = typed_text.line(words)
    is_of_one = "@" in words or worklists.is_number(words) or masking.mask_in(words) != words
    return bool(words) and len(words) <= LONGEST_SEARCH and not (is_of_one or receipts.typed(words))


def _names_somebody(words: str) -> bool:
    """Whether one of the words is what a prospect is called, or begins so, or is somebody's WeChat id. Two queries."""
    parts = [words, *words.split()] if words else []
    names, ids = Q(pk__in=[]), Q(pk__in=[])
    for part in parts:
        names |= Q(name__iexact=part) if len(part) < 2 else Q(name__istartswith=part)
        ids |= Q(value__iexact=part)
    return Contact.objects.filter(names).exists() or ContactWay.objects.filter(ids).exists()


def _is_key(value: str) -> bool:
    return value.isdecimal() and value.isascii() and len(value) < LONGEST_ID


_CHOICES: Mapping[str, Callable[[str], bool]] = {
    "work": lambda value: value in worklists.WORK,
    "kind__exact": lambda value: value in dict(OFFERED_KINDS),
    "kind": lambda value: value in dict(OFFERED_KINDS),
    "stage__exact": lambda value: value in Stage.values,
    "way": lambda value: value in Way.values,
    SEARCHED: _is_said_of_many,
    "source": lambda value: value in worklists.SourceFilter.SOURCES,
    SINCE: lambda value: value in _spans(),
    "created_at__year": lambda value: _is_key(value) and 2000 <= int(value) <= 2999,
    "created_at__month": lambda value: _is_key(value) and 1 <= int(value) <= 12,
    "created_at__day": lambda value: _is_key(value) and 1 <= int(value) <= 31,
}
