"""The columns of the stock as a workbook: one table for the template, the export and the import.

A column is called as the field is on the form, with its unit. People call it otherwise as well, and write the unit in
other ways; what a heading means is decided here.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from django.db import models

from listings.admin_forms import UNITS
from listings.models import Listing
from plumbing import typed_text
from plumbing.quantities import reading
from plumbing.quantities.grammar import amounts

#: What each column is called besides, what to write there where that does not go without saying, and an example.
_TABLE: dict[str, tuple[str, str, str]] = {
    "number": ("房源编号 系统编号", "系统给的编号；新房源留空，导入后可以下载填好编号的文件。", "JN-1032"),
    "city": ("所在城市", "可以不写；几个城市有同名园区时要写。", "济南"),
    "zone": ("园区名称 园区名 所在园区 所属园区 产业园 项目 项目名称 项目名", "新房源必填，写园区在网站上的名称。", ""),
    "kind": ("房源类型 物业类型 类别 厂房/仓库 厂房或仓库 厂房/仓库/写字楼 物业 业态", "新房源必填。", "厂房"),
    "deal": ("交易方式 租售 租/售 租或售 出租/出售 出租或出售 租赁/出售 租售方式 租售类型", "新房源必填。", "出租"),
    "state": ("房源状态 租售状态 当前状态 目前状态 出租状态 出租情况", "新房源不写就是草稿。", "草稿"),
    "building": ("栋号 楼号 楼栋号 幢号 楼栋名称 厂房号 库号 库 地块 地块号", "", "3 号楼"),
    "floor": ("所在楼层 层", "不要让 Excel 变成日期。", "1 层"),
    "area_m2": (
        "建筑面积 建面 总面积 可租面积 出租面积 招租面积 厂房面积 仓库面积 房源面积 租赁面积",
        "",
        "3000",
    ),
    "divisible_from_m2": ("可分割 最小分割面积 最小可分割 分割面积 起租面积 最小面积", "", "800"),
    "storeys": ("单层多层 层数类型 单多层", "", "单层"),
    "structure": ("建筑结构 结构类型 结构形式", "", "钢结构"),
    "clear_height_m": ("梁下净高 梁底净高 净空 净空高度 有效高度 梁下高度", "", "9"),
    "floor_height_m": ("建筑层高", "", "11"),
    "floor_load_t_m2": ("荷载 承重 楼面承重 地面承重 地面荷载 地坪承重 地坪荷载 楼板荷载 楼板承重", "", "3"),
    "crane_t": ("行车吨位 天车 航车 起重机 吊车 行吊 桥式起重机", "也可以写“已装10吨”“预留5吨”“无”。", "10"),
    "crane_state": ("行车状态 行车情况 行车是否已装 有无行车", "", "已装"),
    "goods_lift_t": ("货梯吨位 载货电梯 货运电梯", "", "3"),
    "column_grid": ("柱距 柱间距 跨度柱距", "", "9 米 × 9 米"),
    "power_kva": ("电力 电 用电 配电 变压器 变压器容量 供电容量 配电容量 电容量 用电容量 电力容量 电量", "", "800"),
    "fire_class": ("消防等级 消防 防火 防火等级 火灾危险性 火灾危险性类别 消防分类", "", "丙类"),
    "has_sprinklers": ("自动喷淋 喷淋系统 消防喷淋", "", "有"),
    "eia": ("环评 能否环评 是否可环评 可办环评", "", "可以"),
    "has_gas": ("燃气 管道燃气 通燃气", "", "有"),
    "has_steam": ("通蒸汽 蒸汽供应", "", "没有"),
    "has_sewage": ("污水 工业污水 污水接入 排污 污水管网", "", "有"),
    "loading_docks": ("卸货口 装卸平台 卸货平台 装卸货口", "", "4"),
    "yard_m2": ("堆场面积 室外堆场 院子面积", "", "2000"),
    "largest_lorry_m": ("最长货车 可进货车 货车长度", "", "17.5"),
    "deed": ("产权 房产证 不动产证 产证 权证", "", "有产权证"),
    "land_use": ("用地性质 土地性质 规划用途", "", "工业"),
    "land_years_left": ("剩余年限 土地年限 剩余使用年限", "", "41"),
    "plot_ratio": ("", "", "1.5"),
    "price": (
        "租金 售价 租金/售价 租售价 价 单价 报价 租价 租金单价 出租价格 出售价格 挂牌价 总价 年租金 月租金 日租金 "
        "月租 日租 年租",
        "照实写，带单位：18 元/㎡·月、0.6 元/㎡/天、12万/年、30 万/亩、面议。",
        "18 元/㎡·月",
    ),
    "property_fee": ("物业管理费 物管费", "", "2"),
    "deposit": ("押金方式 付款方式 押付", "", "押二付三"),
    "rent_free": ("免租 免租时间 装修期 免租装修期", "", "1 个月"),
    "shortest_lease_months": ("起租期 最短租赁期 最短租约 起租年限", "", "24"),
    "available_from": (
        "可用时间 交付时间 交付日期 可入驻时间 交房时间 可交付时间 入驻时间 空出时间 空出日期 腾空时间 可用日期 "
        "交房日期 入驻日期 可租时间",
        "现在就空着，写今天的日期。",
        "2027-03-01",
    ),
    "verified_on": ("核实时间 核实于 最近核实", "谁问过、哪天问的；对外的房源要写，不能晚于今天。", "2026-11-20"),
    "description": ("房源介绍 房源描述 描述", "访客看得到；不要写手机号。", ""),
    "industries_wanted": ("欢迎行业 适合行业 适合产业 招商行业", "不限就不写；几个用顿号隔开。", ""),
    "industries_excluded": ("不接受行业 限制行业 排除行业", "几个用顿号隔开。", ""),
    "contact": ("", "给访客的联系人，写他在“联系人”里的名称；不写就用园区的。", ""),
    "landlord": (
        "房东 产权人 产权方 业主名称 业主姓名 业主/电话 业主及电话 业主和电话 房东/电话 房东及电话 房东和电话 业主信息 "
        "房东信息",
        "只给员工看；号码写进“业主电话”。",
        "",
    ),
    "landlord_phone": (
        "房东电话 业主手机 业主联系方式 业主联系电话 房东手机",
        "只给员工看；导出的号码打码，照原样导入不会改。",
        "",
    ),
    "commission": ("佣金比例 中介费", "只给员工看。", ""),
    "source": ("房源来源 盘源", "只给员工看。", ""),
}
#: Called otherwise than on the form: a broker's own 联系人 is his landlord's, and no page shall show him.
_LABELS = {"contact": "网站联系人"}
#: What only those see who may change a listing.
STAFF_ONLY = {"landlord", "landlord_phone", "commission", "source"}
#: What every listing has, and a new one needs from the sheet.
REQUIRED, NEEDED = {"number", "city", "zone", "kind", "deal", "state"}, ("zone", "kind", "deal")
#: The area of the ground, which may stand beside that of the building.
LAND_AREA, _OF_LAND = "land_area", ("土地面积", "地块面积", "占地面积", "用地面积", "土地亩数")
#: Building and floor in one; and where a listing lies, which may be its city or a part of one.
PLACE = "place"
_OF_PLACES = "楼号楼层 楼号/楼层 楼栋楼层 楼栋/楼层 楼栋及楼层 栋号楼层 栋号/楼层 幢号楼层 楼幢楼层 栋/层 具体楼栋"
_OF_REGIONS = "区域 所在区域 所属区域 地区 所在地区 板块"
#: Words of a heading that say what a price is per.
_PERIODS = {"年租": "年", "月租": "月", "日租": "天"}
#: The same number of characters, so that what stands behind a name is found in the words typed.
_PLAINLY = str.maketrans("（）［］【】：／，　", "()[][]:/, ")
_SIMPLE_UNITS = {"个", "月", "个月", "年", "%"}


@dataclass(frozen=True)
class Column:
    """A column: the field's `name` and where it stands in the order of all."""

    name: str

    @property
    def field(self) -> models.Field:
        """The field of Listing."""
        return Listing._meta.get_field(self.name)  # type: ignore[return-value] # none of them is a reverse relation

    @property
    def label(self) -> str:
        """The heading, with its unit."""
        return _LABELS.get(self.name, str(self.field.verbose_name))

    @property
    def unit(self) -> str:
        """What a bare number is in, of those that the unit engine reads; "" of all others."""
        return UNITS.get(self.name, "")

    @property
    def choices(self) -> list[str]:
        """What may be written, where that is a choice."""
        return [str(label) for value, label in self.field.choices or () if value not in {None, ""}]

    @property
    def how(self) -> str:
        """What to write, for the sheet that explains."""
        units = f"数；带别的单位也行，例如 20亩。不带单位按“{self.unit}”。" if self.unit == "㎡" else ""
        units = units or (f"数；不带单位按“{self.unit}”。" if self.unit else "")
        words = (_TABLE[self.name][1], units, str(getattr(self.field, "help_text", "") if self.unit else ""))
        return "".join(word for word in words if word) or ("写一种。" if self.choices else "")

    @property
    def example(self) -> str:
        return _TABLE[self.name][2]


COLUMNS = tuple(map(Column, _TABLE))
BY_NAME = {column.name: column for column in COLUMNS}


@dataclass(frozen=True)
class Heading:
    """What a heading means: a column, and what it says that its numbers are in ("" where it says nothing).

    `is_of_land`: it is the area of the ground, and so the listing's own of land alone. `is_vague`: what names no city
    says nothing. `with_floor`: the floor stands behind the building.
    """

    column: Column
    unit: str = ""
    period: str = ""
    is_of_land: bool = False
    is_vague: bool = False
    with_floor: bool = False

    @property
    def key(self) -> str:
        """Tells it from the other headings of a sheet."""
        return LAND_AREA if self.is_of_land else self.column.name

    @property
    def label(self) -> str:
        """What is to stand below it."""
        if self.with_floor:
            return "楼栋和楼层"
        return "土地面积" if self.is_of_land else self.column.label


#: What a person may say that a heading means, by the key of the choice.
BY_HAND = {column.name: Heading(column) for column in COLUMNS} | {
    PLACE: Heading(BY_NAME["building"], with_floor=True),
    LAND_AREA: Heading(BY_NAME["area_m2"], is_of_land=True),
}


def recognise(typed: str) -> Heading | None:
    """The meaning of a heading as people write it: 面积（㎡）, 建筑面积 平米, 租金:元/平/天. None if it has none."""
    words = re.sub(r"\s*[*＊]\s*|[（(](?:必填|选填)[）)]", "", typed_text.line(typed))[:60]
    text = re.sub(r"\s", "", words)
    plain = text.translate(_PLAINLY).lower()
    for name, meaning in _names():
        if not plain.startswith(name):
            continue
        rest, is_remark = text[len(name) :], plain[len(name) :].startswith(("(", "["))
        unit = rest.translate(_PLAINLY).strip("()[]:/,-、单位")
        period = next((each for word, each in _PERIODS.items() if name.startswith(word)), "")
        if not unit or is_unit(unit):
            return replace(meaning, unit=unit, period=period)
        if is_remark:
            return replace(meaning, period=period)
    return None


@cache
def _names() -> list[tuple[str, Heading]]:
    """[(name as `recognise` compares it, its meaning)], the longest first."""
    found = []
    for column in COLUMNS:
        label = re.sub("（.*?）", "", column.label).translate(_PLAINLY).lower()
        found += [(name, Heading(column)) for name in (label, *_TABLE[column.name][0].split())]
    found += [(name, BY_HAND[LAND_AREA]) for name in _OF_LAND]
    found += [(name, BY_HAND[PLACE]) for name in _OF_PLACES.split()]
    found += [(name, Heading(BY_NAME["city"], is_vague=True)) for name in _OF_REGIONS.split()]
    return sorted(found, key=lambda each: -len(each[0]))


def is_unit(text: str) -> bool:
    """Whether it is a unit, as one stands behind a number: 平米, 元/㎡·月, 万元."""
    if text in _SIMPLE_UNITS:
        return True
    whole = reading.plain(f"1{text}")
    found = list(amounts(whole, None))
    return len(found) == 1 and found[0].unit is not None and (found[0].start, found[0].end) == (0, len(whole))
