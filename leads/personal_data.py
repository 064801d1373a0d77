"""What is kept of a person, found by a number or a mail address: their copy of it, and what an erasure would take."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any

from django.utils import timezone

from leads import elsewhere, erasure, kept_words, spool, whose
from leads.models import (
    Appointment,
    Disclosure,
    Enquiry,
    Lead,
    LeadEvent,
    Notification,
    SavedFilter,
    Signing,
)
from leads.models.disclosure import DisclosureQuerySet
from zones.facts import plain

#: What a person gets of their own enquiries, each under its heading; what was thought of them as spam is not theirs.
FIELDS = {
    "回执号": "receipt", "收到时间": "received_at", "类型": "kind", "需求": "need", "称呼": "name", "公司": "company",
    "电话（原文）": "phone_typed", "电话": "phone", "分机": "extension", "另一个电话": "other_phone",
    "微信": "wechat", "邮箱": "email", "行业": "industry", "面积（原文）": "area_typed", "面积单位": "area_unit",
    "面积（㎡）": "area_m2", "净高（原文）": "clear_height_typed", "净高（米）": "clear_height_m",
    "预算（原文）": "budget_typed", "预算（万元）": "budget_10k", "投资额（原文）": "investment_typed",
    "投资额（万元）": "investment_10k", "年税收（原文）": "yearly_tax_typed", "年税收（万元）": "yearly_tax_10k",
    "什么时候要": "timing", "意向城市": "city", "意向园区": "zone", "意向城市（原文）": "city_text",
    "意向园区（原文）": "zone_text", "其他填写内容": "other_words", "同意文本版本": "consent_version",
    "同意时间": "consented_at", "同意转给园区": "third_party_consent", "来源页面": "source_path",
    "首次访问页面": "landing_path", "外部来源": "referrer", "浏览器": "user_agent", "网络地址（截短）": "address",
}  # fmt: skip
#: Of visits that were agreed upon; what was thought of the talk is not theirs.
VISIT = {
    "开始": "starts_at", "结束": "ends_at", "谁来": "visitors", "碰头地点": "meeting_point", "状态": "state",
}  # fmt: skip
#: What was agreed with them.
SIGNED = {
    "线索": "lead.receipt", "园区": "zone", "房源": "listing.number", "面积（原文）": "area_typed",
    "面积（㎡）": "area_m2", "价格": "price", "期限": "term", "投资额（原文）": "investment_typed",
    "投资额（万元）": "investment_10k", "年税收（原文）": "yearly_tax_typed", "年税收（万元）": "yearly_tax_10k",
    "签约日期": "signed_on", "落户日期": "settled_on",
}  # fmt: skip
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Extent:
    """How much there is of a person, each a number of rows or files."""

    leads: int
    enquiries: int
    contacts: int
    appointments: int
    lines: int
    files: int
    notices: int
    disclosures: int
    signings: int
    spooled: int
    #: Saved filters of staff whose words name them.
    filters: int = 0
    #: Lines on the leads of others in which one of their numbers stands.
    elsewhere: int = 0
    #: Of others on the same leads, which no copy shows and no erasure takes: how many, on how many leads.
    others: int = 0
    shared: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not any(asdict(self).values())


@dataclass(frozen=True)
class Personal:
    """A person, by a number (E.164) or a mail address, with what is theirs of each lead that they are on."""

    known_by: str
    shares: tuple[whose.Share, ...]

    @classmethod
    def of(cls, known_by: str) -> "Personal":
        """What there is of them now."""
        return cls(known_by, tuple(whose.shares(erasure.of_person(known_by), known_by)))

    def is_theirs(self, made: Disclosure) -> bool:
        """Whether something of them was handed over with it."""
        return any(share.lead.pk == made.lead_id and share.of_disclosure(made) for share in self.shares)

    @property
    def disclosures(self) -> list[Disclosure]:
        """What was handed over of them, the newest first; once erased, what came from leads that are theirs."""
        return [
            made
            for made in disclosures_of(self.known_by)
            if self.is_theirs(made) or (made.erased_at and self._share(made.lead_id).is_voice)
        ]

    def _share(self, lead_id: int) -> whose.Share:
        return next(share for share in self.shares if share.lead.pk == lead_id)


def copy_of(known_by: str) -> dict[str, Rows]:
    """All that is kept of a number (E.164) or a mail address, and to whom it was handed over, as they can read it.

    {"询盘": [...], "联系人", "公司", "约看", "签约", "移交园区", …}: rows under Chinese headings, times of Shanghai,
    without what is empty. Nothing of others on the same leads.
    """
    person = Personal.of(known_by)
    ids = {each.pk for share in person.shares for each in share.enquiries}
    theirs = Enquiry.objects.filter(whose.theirs_of(known_by)) | Enquiry.objects.filter(pk__in=ids)
    enquiries = theirs.select_related("city", "zone").order_by("received_at", "pk")
    found = {
        "询盘": [_row(each, FIELDS) for each in enquiries],
        "联系人": [row for share in person.shares for row in _people(share)],
        "公司": [row for share in person.shares if share.is_voice for row in _company(share.lead)],
        "约看": [row for share in person.shares for row in _visits(share)],
        "签约": [row for share in person.shares if share.is_voice for row in _signed(share.lead)],
        "移交园区": [_disclosed(made, person) for made in reversed(person.disclosures)],
        "工作人员保存的筛选": [{"搜索的字": saved.query.get("q", "")} for saved in _filters(person)],
    }
    return {heading: rows for heading, rows in found.items() if rows}


def _row(thing: Any, fields: dict[str, str]) -> dict[str, Any]:
    """{heading: what stands there, in words}, without what is empty."""
    values = {heading: _value(thing, path) for heading, path in fields.items()}
    return {heading: value for heading, value in values.items() if value not in ("", None)}


def _value(thing: Any, path: str) -> Any:
    *way, name = path.split(".")
    holder = reduce(lambda each, step: getattr(each, step, None), way, thing)
    if chosen := getattr(holder, f"get_{name}_display", None):
        return chosen()
    return _in_words(getattr(holder, name, None))


def _in_words(value: Any) -> Any:
    match value:
        case None | "":
            return value
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case Decimal():
            return plain(value)
    return str(value)


def _people(share: whose.Share) -> Iterable[dict[str, Any]]:
    for contact in share.people:
        for way in contact.ways.all():
            heading = "电话" if way.is_phone else "微信"
            row = {"称呼": contact.name, "身份": contact.get_role_display(), heading: way.value, "分机": way.extension}
            yield {name: value for name, value in row.items() if value}


def _company(lead: Lead) -> Iterable[dict[str, Any]]:
    if lead.company or lead.credit_code:
        yield _row(lead, {"线索": "receipt", "公司": "company", "统一社会信用代码": "credit_code"})


def _visits(share: whose.Share) -> Iterable[dict[str, Any]]:
    """Visits of theirs: those that can be nobody else's, and of others that name them without who else comes."""
    for visit in Appointment.objects.filter(lead=share.lead).order_by("starts_at", "pk"):
        words = (visit.visitors, visit.meeting_point)
        if share.has_all_of(words):
            yield _row(visit, VISIT)
        elif share.is_voice or share.names_them(visit.visitors):
            yield _row(visit, {name: path for name, path in VISIT.items() if path not in ("visitors", "meeting_point")})


def _signed(lead: Lead) -> Iterable[dict[str, Any]]:
    for signing in Signing.objects.filter(lead=lead).select_related("lead", "zone", "listing"):
        yield _row(signing, SIGNED)


def _filters(person: Personal) -> list[SavedFilter]:
    return list(kept_words.about(list(person.shares)))


def disclosures_of(known_by: str) -> DisclosureQuerySet:
    """What was handed over to zones of the leads of a number or a mail address, of whomever on them."""
    theirs = Disclosure.objects.filter(lead__in=erasure.of_person(known_by).order_by().values("pk"))
    return theirs.select_related("actor", "zone__city", "listing", "lead", "told_by").order_by("-at", "-pk")


def _disclosed(made: Disclosure, person: Personal) -> dict[str, Any]:
    """In words, for the person: what of them went to whom, when, how, and on which consent of theirs."""
    share = next(share for share in person.shares if share.lead.pk == made.lead_id)
    data = share.of_disclosure(made)
    is_all = data == made.data
    row = {
        "时间": made.at, "园区": f"{made.zone.city} {made.zone}", "接收单位": made.organisation,
        "接收人": made.recipient, "方式": made.get_way_display(), "内容": made.fields_in_words if is_all else "",
        "移交的信息": "；".join(f"{label}：{words}" for label, words in data), "同意依据": made.basis_in_words,
        "同意文本版本": made.consent_version, "同意时间": made.consented_at,
        "同意的原话": made.words if is_all else "",
        "个人信息清除时间": made.erased_at, "通知对方删除": made.told_at,
    }  # fmt: skip
    return {heading: words for heading, value in row.items() if (words := _in_words(value)) not in ("", None)}


def extent_of(known_by: str) -> Extent:
    """What `erasure.erase_person` would take of a number (E.164) or a mail address, and of whom it leaves the rest."""
    person = Personal.of(known_by)
    whole = [share.lead.pk for share in person.shares if share.is_whole]
    lines = LeadEvent.objects.filter(lead__in=whole)
    parts = [share for share in person.shares if not share.is_whole]
    about = LeadEvent.objects.filter(pk__in=[pk for share in parts for pk in erasure.lines_about(share)])
    ids = {each.pk for share in person.shares for each in share.enquiries}
    enquiries = Enquiry.objects.filter(lead__in=whole) | Enquiry.objects.filter(pk__in=ids)
    return Extent(
        leads=len(person.shares),
        enquiries=enquiries.count(),
        contacts=sum(len(share.people) for share in person.shares),
        appointments=Appointment.objects.filter(lead__in=whole).count()
        + sum(len(erasure.visits_about(share)) for share in parts),
        lines=lines.count() + about.count(),
        files=lines.exclude(file="").count() + about.exclude(file="").count(),
        notices=Notification.objects.filter(lead__in=whole).count(),
        disclosures=len(person.disclosures),
        signings=Signing.objects.filter(lead__in=whole).count(),
        spooled=spool.count_of(known_by),
        filters=len(_filters(person)),
        elsewhere=sum(each.has_number for each in elsewhere.mentions(person.shares, known_by)),
        others=len({each.pk for share in parts for each in share.others}),
        shared=len(parts),
    )


def whole_of(lead: Lead) -> dict[str, int]:
    """{what: how many} of a lead with everybody on it, which goes if it is erased as a whole."""
    lines = LeadEvent.objects.filter(lead=lead)
    return {
        "联系人": lead.people().count(),
        "询盘": Enquiry.objects.filter(lead=lead).count(),
        "约看": Appointment.objects.filter(lead=lead).count(),
        "时间线": lines.count(),
        "附件": lines.exclude(file="").count(),
        "移交": Disclosure.objects.filter(lead=lead, erased_at=None).count(),
    }
