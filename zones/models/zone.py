"""Development zones and parks, with the facts that prospects ask for."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from plumbing.paths import path_of
from zones.models.city import City
from zones.models.grants import GrantHolder
from zones.models.industry import Industry
from zones.models.validators import slug_constraint, slug_validator

#: The smallest and the largest that a zone may have, and the unit it is asked for in; beyond stands a slip.
SIZES = {
    "area_km2": ("0.01", 5_000, "平方公里"),
    "unit_area_min": ("1", 2_000_000, "㎡"),
    "unit_area_max": ("1", 2_000_000, "㎡"),
    "clear_height_m": ("2", 100, "米"),
    "floor_load_t_m2": ("0.1", 50, "吨/㎡"),
    "crane_t": ("0.1", 1_000, "吨"),
    "power_kva": ("1", 2_000_000, "kVA"),
    "rent_min": ("0", 1_000, "元/㎡·月"),
    "rent_max": ("0", 1_000, "元/㎡·月"),
    "tax_per_mu_10k": ("0", 2_000, "万元/亩"),
    "investment_per_mu_10k": ("0", 20_000, "万元/亩"),
}
#: In degrees, the box China lies in.
EAST, NORTH = (73, 136), (3, 54)
OUTSIDE = "这个位置不在中国：经度应在 73 到 136 之间，纬度应在 3 到 54 之间；两个数可能填反了。"


class ZoneQuerySet(models.QuerySet["Zone"]):
    """Queries over zones."""

    def listed(self) -> Self:
        """Zones visitors may see."""
        return self.filter(is_listed=True, city__is_listed=True)

    def for_user(self, user: GrantHolder) -> Self:
        """Zones of the cities in which the person may act."""
        return user.within(self, "city_id")

    def for_cards(self) -> Self:
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
        "zones.Contact",
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
            slug_constraint("zone_has_an_address"),
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

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_of("zones:zone", self.city.slug, self.slug)

    @property
    def key(self) -> str:
        """What an address names it by among others: its slug alone is unique in its city only."""
        return f"{self.city.slug}/{self.slug}"

    def clean(self) -> None:
        """All at once: of a field that is passed over here the constraint would speak in its own words."""
        faults = self._odd_sizes()
        if (self.longitude is None) != (self.latitude is None):
            faults |= dict.fromkeys(("longitude", "latitude"), "经度和纬度要一起填。")
        if self.unit_area_min and self.unit_area_max and self.unit_area_max < self.unit_area_min:
            faults.setdefault("unit_area_max", "面积上限小于下限。")
        if self.rent_min is not None and self.rent_max is not None and self.rent_max < self.rent_min:
            faults.setdefault("rent_max", "租金上限小于下限。")
        if self.verified_on and self.verified_on > timezone.localdate():
            faults["verified_on"] = "核实日期不能晚于今天。"
        if faults:
            raise ValidationError(faults)

    def _odd_sizes(self) -> dict[str, str]:
        """{field: what is wrong} of what no zone has: mostly a number in another unit, or degrees exchanged."""
        faults = {}
        for name, (least, most, unit) in SIZES.items():
            value = getattr(self, name)
            if value is not None and not Decimal(least) <= value <= most:
                faults[name] = f"这一项按“{unit}”填，应在 {least} 到 {most:,} 之间，请核对单位；不清楚就留空。"
        degrees = [(value, box) for value, box in ((self.longitude, EAST), (self.latitude, NORTH)) if value is not None]
        if len(degrees) == 2 and not all(least <= value <= most for value, (least, most) in degrees):
            faults["longitude"] = OUTSIDE
        return faults
