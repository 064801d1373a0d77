"""What is known of a listing: the columns, their bounds and their words."""

from decimal import Decimal

from django.conf import settings
from django.db import models

from listings.pricing import price_unit
from zones.models import City, Industry, Zone

#: The smallest and the largest that a listing may have, and the unit it is asked for in; beyond stands a slip.
SIZES = {
    "area_m2": ("1", 10_000_000, "㎡"),
    "divisible_from_m2": ("1", 10_000_000, "㎡"),
    "clear_height_m": ("2", 100, "米"),
    "floor_height_m": ("2", 120, "米"),
    "floor_load_t_m2": ("0.1", 50, "吨/㎡"),
    "crane_t": ("0.1", 1_000, "吨"),
    "goods_lift_t": ("0.1", 100, "吨"),
    "power_kva": ("1", 2_000_000, "kVA"),
    "yard_m2": ("1", 10_000_000, "㎡"),
    "largest_lorry_m": ("3", 40, "米"),
    "land_years_left": ("1", 70, "年"),
    "plot_ratio": ("0.1", 20, ""),
    "property_fee": ("0", 1_000, "元/㎡·月"),
    "shortest_lease_months": ("1", 360, "个月"),
    "loading_docks": ("1", 500, "个"),
}
#: What no plot of land has.
OF_BUILDINGS = (
    "storeys",
    "structure",
    "clear_height_m",
    "floor_height_m",
    "floor_load_t_m2",
    "crane_t",
    "goods_lift_t",
)


def measure(label: str, digits: int, places: int) -> models.DecimalField:
    """A column for a measure that may be unknown."""
    return models.DecimalField(label, max_digits=digits, decimal_places=places, null=True, blank=True)


def known(label: str) -> models.BooleanField:
    """A column for what there is, is not, or nobody has asked yet."""
    return models.BooleanField(label, null=True, blank=True, choices=[(None, "未核实"), (True, "有"), (False, "没有")])


class ListingFields(models.Model):
    """The columns of a listing. Unknown facts are empty, never zero."""

    class Kind(models.TextChoices):
        FACTORY = "factory", "厂房"
        WAREHOUSE = "warehouse", "仓库"
        OFFICE = "office", "写字楼·研发"
        LAND = "land", "土地"

    class Deal(models.TextChoices):
        RENT = "rent", "出租"
        SALE = "sale", "出售"
        TRANSFER = "transfer", "出让·转让"

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        OPEN = "open", "在租（售）"
        RESERVED = "reserved", "已预订"
        TAKEN = "taken", "已租（售）"
        OFFLINE = "offline", "下架"

    class Storeys(models.TextChoices):
        SINGLE = "single", "单层"
        MULTI = "multi", "多层"

    class Structure(models.TextChoices):
        STEEL = "steel", "钢结构"
        FRAME = "frame", "框架"
        MIXED = "mixed", "砖混"

    class CraneState(models.TextChoices):
        INSTALLED = "installed", "已装"
        PREPARED = "prepared", "预留"
        NONE = "none", "没有"

    class Eia(models.TextChoices):
        """Whether a plant there can pass its environmental impact assessment."""

        YES = "yes", "可以"
        NO = "no", "不可以"
        ASK = "ask", "按工艺定"

    class Deed(models.TextChoices):
        HELD = "held", "有产权证"
        PENDING = "pending", "办理中"
        NONE = "none", "没有"

    class LandUse(models.TextChoices):
        INDUSTRY = "industry", "工业"
        STORAGE = "storage", "仓储物流"
        RESEARCH = "research", "科研（M0）"
        COMMERCE = "commerce", "商服"

    city = models.ForeignKey(City, models.PROTECT, related_name="listings", verbose_name="城市")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="listings", verbose_name="园区")
    number = models.CharField("编号", max_length=12, unique=True, editable=False)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    deal = models.CharField("交易", max_length=10, choices=Deal, default=Deal.RENT)
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    building = models.CharField("楼栋", max_length=30, blank=True, help_text="例如 3 号楼；土地写地块号。")
    floor = models.CharField("楼层", max_length=20, blank=True, help_text="例如 1 层、2–3 层。")
    description = models.TextField("介绍", blank=True, help_text="空行分段。")

    area_m2 = measure("面积（㎡）", 12, 2)
    divisible_from_m2 = measure("可分割，最小（㎡）", 12, 2)
    storeys = models.CharField("层数", max_length=10, choices=Storeys, blank=True)
    structure = models.CharField("结构", max_length=10, choices=Structure, blank=True)
    clear_height_m = models.DecimalField(
        "净高（米）", max_digits=5, decimal_places=2, null=True, blank=True, help_text="梁下、行车轨顶以下能用的高度。"
    )
    floor_height_m = measure("层高（米）", 5, 2)
    floor_load_t_m2 = measure("楼面荷载（吨/㎡）", 5, 2)
    crane_t = measure("行车（吨）", 5, 1)
    crane_state = models.CharField("有没有行车", max_length=10, choices=CraneState, blank=True)
    goods_lift_t = measure("货梯（吨）", 4, 1)
    column_grid = models.CharField("柱网", max_length=30, blank=True, help_text="例如 9 米 × 9 米。")
    power_kva = models.PositiveIntegerField("供电（kVA）", null=True, blank=True)
    fire_class = models.CharField("消防类别", max_length=1, choices=Zone.FireClass, blank=True)
    has_sprinklers = known("喷淋")
    eia = models.CharField("可环评", max_length=5, choices=Eia, blank=True)
    has_gas = known("天然气")
    has_steam = known("蒸汽")
    has_sewage = known("工业污水接入")
    loading_docks = models.PositiveSmallIntegerField("装卸口（个）", null=True, blank=True)
    yard_m2 = measure("堆场（㎡）", 12, 2)
    largest_lorry_m = measure("可进最长货车（米）", 4, 1)
    deed = models.CharField("产权证", max_length=10, choices=Deed, blank=True)
    land_use = models.CharField("土地用途", max_length=10, choices=LandUse, blank=True)
    land_years_left = models.PositiveSmallIntegerField("土地剩余年限（年）", null=True, blank=True)
    plot_ratio = measure("容积率", 4, 2)

    price = models.CharField("价格", max_length=60, blank=True, help_text="照实写，例如 18 元/㎡·月、30 万/亩、面议。")
    # Made of `price` on saving: 元/㎡·月, 元/㎡ or 万元/亩, as `price_unit` says; None where no number can be read.
    price_value = models.DecimalField("价格数值", max_digits=12, decimal_places=2, null=True, editable=False)
    property_fee = measure("物业费（元/㎡·月）", 7, 2)
    deposit = models.CharField("押金", max_length=30, blank=True)
    rent_free = models.CharField("免租期", max_length=30, blank=True)
    shortest_lease_months = models.PositiveSmallIntegerField("最短租期（个月）", null=True, blank=True)
    available_from = models.DateField("最早可用", null=True, blank=True, help_text="现在就空着，填今天。")

    industries_wanted = models.ManyToManyField(
        Industry, blank=True, related_name="+", verbose_name="欢迎的行业", help_text="不限就不选。"
    )
    industries_excluded = models.ManyToManyField(Industry, blank=True, related_name="+", verbose_name="不接受的行业")
    contact = models.ForeignKey(
        "zones.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="listings",
        verbose_name="联系人",
        help_text="留空用园区的联系人。",
    )

    landlord = models.CharField("业主", max_length=60, blank=True)
    landlord_phone = models.CharField("业主电话", max_length=30, blank=True)
    commission = models.CharField("佣金", max_length=60, blank=True)
    source = models.CharField("来源", max_length=60, blank=True, help_text="谁报来的盘。")

    verified_on = models.DateField("核实日期", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核实人",
        editable=False,
    )
    offered_at = models.DateTimeField("对外时间", null=True, editable=False)
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True

    @property
    def price_unit(self) -> str:
        """The unit of `price_value`."""
        return price_unit(self.kind, self.deal)

    def odd_sizes(self) -> dict[str, str]:
        """{field: what is wrong} of what no building has: mostly a number in another unit."""
        faults = {}
        for name, (least, most, unit) in SIZES.items():
            value = getattr(self, name)
            if value is not None and not Decimal(least) <= value <= most:
                of = f"按“{unit}”填，" if unit else ""
                faults[name] = f"这一项{of}应在 {least} 到 {most:,} 之间，请核对；不清楚就留空。"
        return faults
