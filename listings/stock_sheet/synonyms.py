"""Other words that people write for a choice than the form has."""

from typing import Any

#: Other words for a choice: {field: {value: words}}.
SYNONYMS: dict[str, dict[Any, str]] = {
    # What is beside it a fact of its own, 单层厂房, is read in `cells`.
    "kind": {
        "factory": "标准厂房 车间 工业厂房 厂房出租 厂房出售",
        "warehouse": "仓储 库房 冷库 高标仓 物流仓",
        "office": "写字楼 办公 办公楼 研发 研发楼 研发办公 写字楼/研发",
        "land": "地块 工业用地 工业土地 工业地 土地转让 净地 工业用地转让",
    },
    "deal": {"rent": "租 招租 租赁 对外出租 整租 分租", "sale": "售 卖 销售", "transfer": "出让 转让 招拍挂"},
    "state": {
        "open": "在租 在售 招租 招租中 待租 待售 出租中 空置 空 空着 空房 闲置",
        "reserved": "预订 已定 已预定 预定",
        "taken": "已租 已售 租出 已出租 已出售 售出 租掉 租掉了 已租掉 租了 卖掉 卖掉了 已卖掉 卖了 租完 已租出 已售出",
        "offline": "已下架 停租",
    },
    "storeys": {"single": "单 1 1层 一层 单层厂房", "multi": "多 多层厂房 楼上"},
    "structure": {
        "steel": "钢构 轻钢 轻钢结构 重钢 门式刚架 门式钢架",
        "frame": "框架结构 混凝土框架 钢筋混凝土框架 砼框架",
        "mixed": "砖混结构",
    },
    "crane_state": {
        "installed": "已安装 已有 现有 已装好",
        "prepared": "已预留 可装 可安装 预留牛腿",
        "none": "无 无行车 没有行车",
    },
    "eia": {
        "yes": "可 能 是 √ 能环评 可环评",
        "no": "不可 不能 否 不能环评 不可环评 ×",
        "ask": "看工艺 视工艺 看项目 看行业 视行业",
    },
    "deed": {
        "held": "有 有证 有产证 证齐 齐全 两证齐全 双证 双证齐全 不动产权证 不动产证 房产证 产权证 土地证 是 √",
        "pending": "正在办 在办 办证中",
        "none": "无 无证 否 ×",
    },
    "land_use": {
        "industry": "工业用地 m1 m2 m3 一类工业用地 二类工业用地 三类工业用地",
        "storage": "仓储 物流 仓储用地 物流仓储 物流仓储用地",
        "research": "科研 m0 科研用地",
        "commerce": "商业 商服用地",
    },
    # Of 丙 a warehouse has two items.
    "fire_class": {letter: f"{letter} {letter}级" for letter in "甲乙丁戊"}
    | {"丙": "丙 丙级 丙一 丙二 丙1 丙2 丙一类 丙二类 丙1类 丙2类 丙类一项 丙类二项"},
}
YES_OR_NO = {True: "有 是 y yes √ ✓ ✔ 已有 已通 通 可 true 1", False: "无 没有 否 n no × ✗ x 未通 不通 false 0"}
