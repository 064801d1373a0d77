"""The enquiry: a prospect's own words, the consent to keep them, and where they came from. Written once."""

from decimal import Decimal
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from leads import receipts, spam
from leads.models.contact_way import ContactWay
from plumbing import masking
from plumbing.quantities import reading


class Kind(models.TextChoices):
    """What the prospect wants. The form's address takes these values as `kind`."""

    INVEST = "invest", "招商入驻"
    RENT = "rent", "租厂房"
    BUY = "buy", "买厂房"
    LAND = "land", "土地"
    OFFICE = "office", "写字楼"
    OTHER = "other", "其他"
    COMPLAINT = "complaint", "侵权投诉"
    CORRECTION = "correction", "信息有误"


#: What is said about a page of ours: it has forms of its own, and editors answer it.
FOR_EDITORS = (Kind.COMPLAINT, Kind.CORRECTION)
#: What the form and the home page offer.
OFFERED_KINDS = [(kind.value, kind.label) for kind in Kind if kind not in FOR_EDITORS]
#: The same in visitors' words: what is 招商 to the desk is for them to settle in a park.
VISITORS_KINDS = [(value, "入驻园区" if value == Kind.INVEST else label) for value, label in OFFERED_KINDS]


class AreaUnit(models.TextChoices):
    SQUARE_METRES = "sqm", "㎡"
    MU = "mu", "亩"


class Timing(models.TextChoices):
    NOW = "now", "尽快"
    QUARTER = "quarter", "三个月内"
    HALF = "half", "半年内"
    YEAR = "year", "一年内"
    LATER = "later", "先了解"


class Way(models.TextChoices):
    """How the enquiry reached us."""

    FORM = "form", "网站表单"
    CALL = "call", "来电"
    WECHAT = "wechat", "微信"
    VISIT = "visit", "来访"
    REFERRAL = "referral", "转介绍"
    IMPORT = "import", "老名单"


class ConsentBasis(models.TextChoices):
    """Why the data may be kept."""

    FORM = "form", "在表单中勾选同意"
    SPOKEN = "spoken", "口头同意"
    INITIATED = "initiated", "对方主动联系"


class Screening(models.TextChoices):
    """Whether it is taken for spam: first by its spam score, then by people."""

    ACCEPTED = "accepted", "正常"
    QUARANTINED = "quarantined", "疑似垃圾"


#: Of the words typed for a height or a sum.
LONGEST_TYPED = 200


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Sets of enquiries."""

    def accepted(self) -> Self:
        """Not taken for spam, or released since."""
        return self.filter(screening=Screening.ACCEPTED)

    def sent_in(self) -> Self:
        """Those that people sent us, or told us, and not those of an old list."""
        return self.exclude(way=Way.IMPORT)

    def quarantined(self) -> Self:
        """Taken for spam."""
        return self.filter(screening=Screening.QUARANTINED)

    def that_may_be_shared(self, lead_id: int) -> Self:
        """Of a lead those whose sender agreed that a zone gets the data: of the main contact alone."""
        ways = ContactWay.objects.filter(contact__lead=lead_id, kind=ContactWay.Kind.PHONE).order_by()
        main = ways.filter(contact__is_main=True).values("value")
        others = ways.filter(contact__is_main=False).exclude(value__in=main).values("value")
        return self.filter(lead=lead_id, third_party_consent=True).exclude(phone__in=others)

    def unexamined(self) -> Self:
        """Quarantined, and nobody has released, worked on, merged or closed its lead yet."""
        return self.quarantined().filter(lead__stage="new", lead__merged_into__isnull=True)


class Enquiry(models.Model):
    """One submission. A trigger (migration 0002) refuses every change but of `lead`, by a merge, and of `screening`.

    Money is in 万元, areas are in m², each beside the words typed, and empty where these could not be read. An answer
    that its own column does not hold is a line of `other_words`, with the label of its field. `address` is the sender's
    network (IPv4 /24, IPv6 /48). What was typed for a city or zone that is none of ours is in `city_text` and
    `zone_text`. `prefilled` names the answers (area, clear_height) that a listing's page had filled in and nobody
    changed; it is None where nobody knows.
    """

    lead = models.ForeignKey("Lead", models.PROTECT, related_name="enquiries", verbose_name="线索")
    kind = models.CharField("需求类型", max_length=10, choices=Kind)
    need = models.TextField("需求")
    name = models.CharField("联系人", max_length=40)
    company = models.CharField("公司", max_length=100, blank=True)
    phone_typed = models.CharField("电话（原文）", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=20, blank=True)
    extension = models.CharField("分机", max_length=8, blank=True)
    other_phone = models.CharField("另一电话", max_length=20, blank=True, default="", db_default="")
    wechat = models.CharField("微信", max_length=40, blank=True)
    email = models.EmailField("邮箱", blank=True)
    industry = models.CharField("行业", max_length=60, blank=True)
    area_typed = models.CharField("面积（原文）", max_length=40, blank=True)
    area_unit = models.CharField("面积单位", max_length=3, choices=AreaUnit, blank=True)
    area_m2 = models.DecimalField("面积（㎡）", max_digits=12, decimal_places=2, null=True, blank=True)
    clear_height_typed = models.CharField(
        "净高（原文）", max_length=LONGEST_TYPED, blank=True, default="", db_default=""
    )
    clear_height_m = models.DecimalField("净高（米）", max_digits=5, decimal_places=1, null=True, blank=True)
    budget_typed = models.CharField("预算（原文）", max_length=LONGEST_TYPED, blank=True, default="", db_default="")
    budget_10k = models.DecimalField("预算（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    investment_typed = models.CharField(
        "投资额（原文）", max_length=LONGEST_TYPED, blank=True, default="", db_default=""
    )
    investment_10k = models.DecimalField("投资额（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    yearly_tax_typed = models.CharField(
        "年税收（原文）", max_length=LONGEST_TYPED, blank=True, default="", db_default=""
    )
    yearly_tax_10k = models.DecimalField("年税收（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    timing = models.CharField("时间", max_length=10, choices=Timing, blank=True)
    city = models.ForeignKey(
        "zones.City", models.PROTECT, null=True, blank=True, related_name="enquiries", verbose_name="意向城市"
    )
    zone = models.ForeignKey(
        "zones.Zone", models.PROTECT, null=True, blank=True, related_name="enquiries", verbose_name="意向园区"
    )
    listing = models.ForeignKey(
        "listings.Listing",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enquiries",
        verbose_name="房源",
        db_index=False,  # its own, made without a lock
    )
    city_text = models.CharField("意向城市（原文）", max_length=80, blank=True)
    zone_text = models.CharField("意向园区（原文）", max_length=80, blank=True)
    other_words = models.TextField("其他填写内容", blank=True, default="", db_default="")
    prefilled = ArrayField(models.CharField(max_length=20), verbose_name="带入没有改的项", null=True, blank=True)

    consent_basis = models.CharField("同意依据", max_length=10, choices=ConsentBasis)
    consent_version = models.CharField("同意文本版本", max_length=20, blank=True)
    consent_sha256 = models.CharField("同意文本指纹", max_length=64, blank=True)
    consented_at = models.DateTimeField("同意时间")
    third_party_consent = models.BooleanField("同意转给园区", default=False)

    way = models.CharField("渠道", max_length=10, choices=Way)
    source_path = models.CharField("来源页面", max_length=200, blank=True)
    landing_path = models.CharField("首次访问页面", max_length=200, blank=True)
    referrer = models.CharField("外部来源", max_length=300, blank=True)
    utm = models.JSONField("推广参数", default=dict, blank=True)
    user_agent = models.CharField("浏览器", max_length=300, blank=True)
    address = models.CharField("网络地址（截短）", max_length=45, blank=True)

    submission_digest = models.CharField(max_length=64, unique=True, editable=False)
    receipt = models.CharField("回执号", max_length=12, editable=False)
    spam_score = models.PositiveSmallIntegerField("可疑分", default=0)
    spam_reasons = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    screening = models.CharField("状态", max_length=11, choices=Screening, default=Screening.ACCEPTED)
    received_at = models.DateTimeField("收到时间", default=timezone.now)
    erased_at = models.DateTimeField("清除时间", null=True, blank=True, editable=False)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = "询盘"
        verbose_name_plural = "询盘"
        ordering = ["-received_at", "-id"]
        default_permissions = ("add", "view")
        indexes = [
            # Read by the search for a phone and by the throttle of one phone.
            models.Index("phone", F("received_at").desc(), name="enquiry_of_phone", condition=~Q(phone="")),
            # Read before a listing is deleted.
            models.Index("listing", name="enquiry_of_listing", condition=Q(listing__isnull=False)),
            # Read by the throttle of one address.
            models.Index("address", F("received_at").desc(), name="enquiry_of_address", condition=~Q(address="")),
            # Read by the silence alarm and the start page's figures.
            models.Index(F("received_at").desc(), name="enquiry_newest"),
            # Read by the search for a spoken code, which is the receipt's beginning.
            models.Index(OpClass("receipt", "varchar_pattern_ops"), name="enquiry_of_receipt"),
            # Read by the list and the alarm of what nobody has looked at.
            models.Index("received_at", name="enquiry_quarantined", condition=Q(screening="quarantined")),
        ]
        constraints = [
            models.CheckConstraint(name="enquiry_says_what_is_needed", condition=~Q(need="")),
            models.CheckConstraint(name="enquiry_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="enquiry_can_be_answered",
                condition=~Q(phone="", wechat="")
                | Q(erased_at__isnull=False)
                | Q(kind="complaint") & ~Q(email="")
                | Q(kind="correction"),
            ),
            models.CheckConstraint(
                name="enquiry_phone_is_e164", condition=Q(phone="") | Q(phone__regex=r"^\+[1-9][0-9]{5,14}$")
            ),
            models.CheckConstraint(
                name="enquiry_other_phone_is_e164",
                condition=Q(other_phone="") | Q(other_phone__regex=r"^\+[1-9][0-9]{5,14}$"),
            ),
            models.CheckConstraint(
                name="enquiry_from_the_form_has_contact_and_consent",
                condition=~Q(way="form")
                | Q(erased_at__isnull=False)
                | Q(consent_basis="form", consent_sha256__regex=r"^[0-9a-f]{64}$")
                & ~Q(consent_version="")
                & (~Q(phone="") | Q(kind__in=["complaint", "correction"]) & ~Q(email=""))
                # Who points out a mistake may stay unknown.
                | Q(kind="correction", phone="", email=""),
            ),
            models.CheckConstraint(name="enquiry_kind_is_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="enquiry_way_is_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(name="enquiry_screening_is_known", condition=Q(screening__in=Screening.values)),
            models.CheckConstraint(
                name="enquiry_area_is_positive", condition=Q(area_m2__isnull=True) | Q(area_m2__gt=0)
            ),
            models.CheckConstraint(
                name="enquiry_zone_has_a_city", condition=Q(zone__isnull=True) | Q(city__isnull=False)
            ),
            models.CheckConstraint(
                name="enquiry_digest_is_sha256", condition=Q(submission_digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return receipts.shown(self.receipt)

    @property
    def masked_phone(self) -> str:
        """For lists and pages on which nobody asked for the number."""
        return masking.mask(self.phone)

    @property
    def masked_other_phone(self) -> str:
        """The same of a second number."""
        return masking.mask(self.other_phone)

    @property
    def masked_wechat(self) -> str:
        """The same of the WeChat id."""
        return masking.mask_name(self.wechat)

    @property
    def masked_email(self) -> str:
        """The same of the mail address."""
        return masking.mask_name(self.email)

    @property
    def masked_need(self) -> str:
        """The need, in which numbers, WeChat ids and mail addresses are masked as well."""
        return masking.mask_in(self.need)

    @property
    def area_words(self) -> str:
        """The area as typed, with the unit that was chosen beside it where the words have none of their own."""
        values = {reading.read(self.area_typed, unit.label).value for unit in AreaUnit}
        return f"{self.area_typed} {self.get_area_unit_display()}".strip() if len(values) > 1 else self.area_typed

    @property
    def area_in_short(self) -> str:
        """The same for who is about to call: of one that a listing's page had filled in it says so."""
        is_the_listings = self.area_typed and "area" in (self.prefilled or [])
        return f"{self.area_words}（房源的）" if is_the_listings else self.area_words

    @property
    def area_mu(self) -> Decimal | None:
        """The area in 亩, as land is spoken of."""
        return None if self.area_m2 is None else reading.in_unit(self.area_m2, AreaUnit.MU.label)

    @property
    def budget_words(self) -> str:
        """The budget as typed, with the unit it was read in where the words have none of their own."""
        is_bare = self.budget_typed.replace(",", "").replace(".", "").isdigit()
        return f"{self.budget_typed} 万元" if is_bare and self.budget_10k else self.budget_typed

    @property
    def prefilled_words(self) -> str:
        """Which of the answers shown a listing's page had filled in: 面积、净高."""
        shown = {"area": ("面积", self.area_typed), "clear_height": ("净高", self.clear_height_typed)}
        return "、".join(shown[name][0] for name in self.prefilled or [] if name in shown and shown[name][1])

    @property
    def spoken_code(self) -> str:
        """The part of the receipt that is said on the phone."""
        return receipts.spoken(self.receipt)

    @property
    def is_quarantined(self) -> bool:
        """Whether it is taken for spam."""
        return self.screening == Screening.QUARANTINED

    @property
    def suspicions(self) -> str:
        """Why it was taken for spam, as staff read it."""
        return "、".join(spam.REASONS.get(reason, reason) for reason in self.spam_reasons)
