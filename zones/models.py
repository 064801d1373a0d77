"""The map: the network itself, its cities, their development zones, the industries and the people to call."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from zones.paths import path_of

host_validator = RegexValidator(
    r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$", "只写域名，例如 jinan.example.com，不带 http://、端口和斜杠。"
)
phone_validator = RegexValidator(
    r"^\+?[0-9][0-9 -]{5,19}$", "一个号码一行，只用数字、空格和短横线，例如 138-0000-0000。"
)
slug_validator = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "只用小写拼音、数字和短横线，例如 gaoxin-qu。")


class ContactQuerySet(models.QuerySet):
    """The words for sets of contacts."""

    def for_user(self, user):
        """Those of the cities (and their zones) in which the person may see contacts, and those in use nowhere yet."""
        cities = user.cities_for("zones.view_contact", "zones.change_contact")
        if cities is None:
            return self
        if not cities:
            return self.none()
        theirs = Q(id__in=City.objects.filter(id__in=cities).values("contact")) | Q(
            id__in=Zone.objects.filter(city__in=cities).values("contact")
        )
        owners = [owner.objects.filter(contact=models.OuterRef("pk")) for owner in (Portal, City, Zone)]
        unused = Q(*(~models.Exists(each) for each in owners), is_adviser=False)
        return self.filter(theirs | unused)


class Contact(models.Model):
    """Somebody a visitor can call: an adviser, or the desk of a city or zone."""

    name = models.CharField("名称", max_length=60, help_text="后台辨认用，例如“济南招商顾问”。")
    person = models.CharField("联系人", max_length=40, help_text="对外显示的称呼，例如“王经理”。")
    title = models.CharField("职务", max_length=60, blank=True)
    hotline = models.CharField("热线", max_length=20, blank=True, validators=[phone_validator])
    wechat_id = models.CharField("微信号", max_length=40, blank=True)
    wechat_qr = models.ForeignKey(
        "images.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="微信二维码",
        help_text="PNG，边长不小于 200 像素，访客长按识别。",
    )
    customer_service_url = models.URLField("微信客服链接", blank=True, help_text="https://work.weixin.qq.com/kfid/…")
    serving_hours = models.CharField("接听时间", max_length=60, blank=True, help_text="例如“工作日 8:30–18:00”。")
    is_adviser = models.BooleanField("在首页“招商顾问”中显示", default=False)
    order = models.PositiveSmallIntegerField("排序", default=100)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "联系人"
        verbose_name_plural = "联系人"
        ordering = ["order", "id"]

    def __str__(self):
        return self.name

    @property
    def phones(self):
        """Every number, hotline first, as the list of strings typed by staff."""
        return ([self.hotline] if self.hotline else []) + [mobile.number for mobile in self.mobiles.all()]

    def is_used_only_in(self, cities):
        """Whether a change stays within these cities (a set of ids): no other city or zone uses it, nor the portal."""
        return not (
            self.portals.exists()
            or self.cities.exclude(id__in=cities).exists()
            or self.zones.exclude(city__in=cities).exists()
        )


class Mobile(models.Model):
    """One mobile number of a contact: a row each, so that numbers never run together."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="mobiles", verbose_name="联系人")
    number = models.CharField("手机号", max_length=20, validators=[phone_validator])
    order = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        verbose_name = "手机号"
        verbose_name_plural = "手机号"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="contact_lists_a_mobile_once"),
        ]

    def __str__(self):
        return self.number


class Portal(models.Model):
    """The network itself. One row, so that the owner changes it in the admin like anything else."""

    name = models.CharField("网站名称", max_length=60)
    tagline = models.CharField("一句话介绍", max_length=120, blank=True)
    host = models.CharField(
        "主域名", max_length=100, blank=True, validators=[host_validator], help_text="例如 www.example.com。"
    )
    company = models.CharField("公司名称", max_length=100, blank=True)
    registration_number = models.CharField("统一社会信用代码", max_length=30, blank=True)
    icp_number = models.CharField("ICP 备案号", max_length=60, blank=True)
    police_number = models.CharField("公安备案号", max_length=60, blank=True, help_text="例如“京公网安备 110000号”。")
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="portals", verbose_name="总部联系人"
    )
    email = models.EmailField("询盘通知邮箱", blank=True)
    complaint_email = models.EmailField("侵权投诉邮箱", blank=True)
    address = models.CharField("公司地址", max_length=200, blank=True)
    about = models.TextField("关于我们", blank=True, help_text="空行分段。")
    response_promise = models.CharField(
        "响应承诺", max_length=80, default="工作时间 2 小时内回电", help_text="显示在询盘按钮旁。"
    )
    hero_image = models.ForeignKey(
        "images.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="分享图"
    )
    retention_months = models.PositiveSmallIntegerField("询盘保留期（月）", default=24)
    purges_enquiries = models.BooleanField(
        "每夜清除到期的个人信息",
        default=False,
        db_default=False,
        help_text="清除后无法找回，统计保留。先运行 manage.py purge_enquiries --dry-run 看会清除哪些，确认无误再勾选。",
    )

    class Meta:
        verbose_name = "网站信息"
        verbose_name_plural = "网站信息"
        constraints = [
            models.CheckConstraint(name="portal_is_one_row", condition=Q(id=1)),
        ]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.pk = 1
        super().save(**kwargs)


class CityQuerySet(models.QuerySet):
    """The words for sets of cities."""

    def listed(self):
        """Cities visitors may see."""
        return self.filter(is_listed=True)

    def for_user(self, user):
        """Cities in which the person may act; a grant without a city means all of them."""
        return user.within(self, "id")


class City(models.Model):
    """A city of the network: its news, zones, contact and, where it has one, its own host."""

    name = models.CharField("城市", max_length=30, unique=True)
    slug = models.CharField("拼音", max_length=40, unique=True, validators=[slug_validator])
    province = models.CharField("省份", max_length=30, blank=True)
    host = models.CharField(
        "城市域名",
        max_length=100,
        null=True,
        blank=True,
        unique=True,
        validators=[host_validator],
        help_text="任何域名或子域名，例如 jinan.example.com；留空则在主站显示。",
    )
    intro = models.TextField("城市介绍", blank=True, help_text="空行分段。")
    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cities",
        verbose_name="联系人",
        help_text="留空用总部联系人。",
    )
    icp_number = models.CharField("ICP 备案号", max_length=60, blank=True, help_text="留空用总部的。")
    police_number = models.CharField("公安备案号", max_length=60, blank=True, help_text="留空用总部的。")
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_listed = models.BooleanField("对外显示", default=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = "城市"
        verbose_name_plural = "城市"
        ordering = ["order", "id"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("zones:city", self.slug)

    def clean(self):
        self.host = self.host or None


class Industry(models.Model):
    """An industry a zone looks for, or a prospect is in."""

    name = models.CharField("产业", max_length=40, unique=True)
    slug = models.CharField("拼音", max_length=60, unique=True, validators=[slug_validator])
    order = models.PositiveSmallIntegerField("排序", default=100)

    class Meta:
        verbose_name = "产业"
        verbose_name_plural = "产业"
        ordering = ["order", "id"]

    def __str__(self):
        return self.name


class ZoneQuerySet(models.QuerySet):
    """The words for sets of zones."""

    def listed(self):
        """Zones visitors may see."""
        return self.filter(is_listed=True, city__is_listed=True)

    def for_user(self, user):
        """Zones of the cities in which the person may act."""
        return user.within(self, "city_id")

    def for_cards(self):
        """With what a card shows and nothing more."""
        return self.select_related("city", "cover").prefetch_related("industries").defer("description", "entry_rules")


class Zone(models.Model):
    """A development zone or park, with the facts prospects ask for.

    Unknown facts are empty, never zero, and are then not shown. `verified_on` is the day somebody last checked them.
    """

    class Level(models.TextChoices):
        NATIONAL = "national", "国家级"
        PROVINCIAL = "provincial", "省级"
        MUNICIPAL = "municipal", "市级"
        COUNTY = "county", "区县级"
        PRIVATE = "private", "市场化园区"

    class Datum(models.TextChoices):
        """The coordinate system a position was given in; 高德 and 腾讯 speak GCJ-02, 百度 speaks BD-09."""

        WGS84 = "wgs84", "WGS-84（GPS）"
        GCJ02 = "gcj02", "GCJ-02（高德、腾讯）"
        BD09 = "bd09", "BD-09（百度）"

    class FireClass(models.TextChoices):
        """Fire-hazard classes of production buildings, GB 50016."""

        A = "甲", "甲类"
        B = "乙", "乙类"
        C = "丙", "丙类"
        D = "丁", "丁类"
        E = "戊", "戊类"

    city = models.ForeignKey(City, models.PROTECT, related_name="zones", verbose_name="城市")
    name = models.CharField("园区名称", max_length=60)
    slug = models.CharField("拼音", max_length=60, validators=[slug_validator])
    level = models.CharField("级别", max_length=12, choices=Level, blank=True)
    summary = models.CharField("一句话介绍", max_length=160, blank=True)
    description = models.TextField("园区介绍", blank=True, help_text="空行分段。")
    industries = models.ManyToManyField(Industry, blank=True, related_name="zones", verbose_name="主导产业")
    cover = models.ForeignKey(
        "images.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="封面"
    )
    contact = models.ForeignKey(
        Contact,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="zones",
        verbose_name="联系人",
        help_text="留空用城市的联系人。",
    )
    address = models.CharField("地址", max_length=200, blank=True)
    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip
    latitude = models.DecimalField(
        "纬度", max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    datum = models.CharField("坐标系", max_length=5, choices=Datum, default=Datum.GCJ02)

    area_km2 = models.DecimalField("规划面积（平方公里）", max_digits=8, decimal_places=2, null=True, blank=True)
    unit_area_min = models.PositiveIntegerField("可租面积下限（㎡）", null=True, blank=True)
    unit_area_max = models.PositiveIntegerField("可租面积上限（㎡）", null=True, blank=True)
    clear_height_m = models.DecimalField("层高（米）", max_digits=4, decimal_places=1, null=True, blank=True)
    floor_load_t_m2 = models.DecimalField("楼面荷载（吨/㎡）", max_digits=5, decimal_places=2, null=True, blank=True)
    crane_t = models.DecimalField("行车（吨）", max_digits=5, decimal_places=1, null=True, blank=True)
    power_kva = models.PositiveIntegerField("供电（kVA）", null=True, blank=True)
    fire_class = models.CharField("消防类别", max_length=1, choices=FireClass, blank=True)
    rent_min = models.DecimalField("租金下限（元/㎡·月）", max_digits=7, decimal_places=2, null=True, blank=True)
    rent_max = models.DecimalField("租金上限（元/㎡·月）", max_digits=7, decimal_places=2, null=True, blank=True)
    rent_negotiable = models.BooleanField("租金面议", default=False)
    tax_per_mu_10k = models.DecimalField("年税收要求（万元/亩）", max_digits=8, decimal_places=1, null=True, blank=True)
    investment_per_mu_10k = models.DecimalField(
        "投资强度要求（万元/亩）", max_digits=8, decimal_places=1, null=True, blank=True
    )
    entry_rules = models.TextField("准入说明", blank=True, help_text="空行分段。")
    verified_on = models.DateField("核实日期", null=True, blank=True)

    is_featured = models.BooleanField("首页推荐", default=False)
    order = models.PositiveSmallIntegerField("排序", default=100)
    is_listed = models.BooleanField("对外显示", default=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        verbose_name = "园区"
        verbose_name_plural = "园区"
        ordering = ["order", "id"]
        indexes = [
            # Read by a city's page and the list of zones.
            models.Index("city", "order", "id", name="zone_of_city", condition=Q(is_listed=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="zone_slug_is_unique_in_city"),
            models.UniqueConstraint(fields=["city", "name"], name="zone_name_is_unique_in_city"),
            # What an article's (zone, city) pair refers to.
            models.UniqueConstraint(fields=["id", "city"], name="zone_and_city_are_a_pair"),
            models.CheckConstraint(
                name="zone_position_is_whole",
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="zone_unit_areas_are_in_order",
                condition=Q(unit_area_min__isnull=True)
                | Q(unit_area_max__isnull=True)
                | Q(unit_area_max__gte=models.F("unit_area_min")),
            ),
            models.CheckConstraint(
                name="zone_rents_are_in_order",
                condition=Q(rent_min__isnull=True) | Q(rent_max__isnull=True) | Q(rent_max__gte=models.F("rent_min")),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("zones:zone", self.city.slug, self.slug)

    def clean(self):
        if (self.longitude is None) != (self.latitude is None):
            raise ValidationError({"longitude": "经度和纬度要一起填。", "latitude": "经度和纬度要一起填。"})
        if self.unit_area_min and self.unit_area_max and self.unit_area_max < self.unit_area_min:
            raise ValidationError({"unit_area_max": "面积上限小于下限。"})
        if self.rent_min is not None and self.rent_max is not None and self.rent_max < self.rent_min:
            raise ValidationError({"rent_max": "租金上限小于下限。"})
        if self.verified_on and self.verified_on > timezone.localdate():
            raise ValidationError({"verified_on": "核实日期不能晚于今天。"})
