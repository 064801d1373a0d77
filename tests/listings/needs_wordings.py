"""Labelled needs in several wordings: all that the form is filled in with, and what is told to be unused."""

WORDINGS = {
    # A structure, whatever stands beside it
    "单层钢构3500㎡": ({"storeys": "single", "structure": "steel", "area": "3500㎡"}, ""),
    "单层 钢构 3500㎡": ({"storeys": "single", "structure": "steel", "area": "3500㎡"}, ""),
    "钢构3500平厂房": ({"structure": "steel", "area": "3500平", "kind": "factory"}, ""),
    "钢构单层": ({"structure": "steel", "storeys": "single"}, ""),
    "轻钢3500平": ({"structure": "steel", "area": "3500平"}, ""),
    "框架3500平": ({"structure": "frame", "area": "3500平"}, ""),
    "钢构标准厂房": ({"structure": "steel", "kind": "factory"}, ""),
    "钢构企业 找厂房": ({"kind": "factory"}, "钢构企业"),
    "做钢构件加工": ({}, "钢构件加工"),
    # Rooms beside a hall
    "厂房3000平，另外要有一个小办公楼": ({"kind": "factory", "area": "3000平"}, "另外要有一个小办公楼"),
    "厂房 附属办公楼": ({"kind": "factory"}, "附属办公楼"),
    "厂房 再要个办公室": ({"kind": "factory"}, "再要个办公室"),
    "厂房 有办公楼": ({"kind": "factory"}, "办公楼"),
    "厂房1000平，带个小仓库": ({"kind": "factory", "area": "1000平"}, "小仓库"),
    "有个办公室 50平": ({"kind": "office", "area": "50平"}, ""),
    "厂房、写字楼": ({"kinds": "factory,office"}, ""),
    # Where somebody is, and where they look
    "济南的公司想在合肥找厂房": ({"city": "hefei", "kind": "factory"}, "济南的公司"),
    "我们是苏州的企业，要在合肥找厂房": ({"city": "hefei", "kind": "factory"}, "苏州的企业"),
    "济南高新区的公司想在合肥找厂房": ({"city": "hefei", "kind": "factory"}, "济南高新区的公司"),
    "总部在济南，合肥找厂房": ({"city": "hefei", "kind": "factory"}, "总部在济南"),
    "老家济南，合肥找厂房": ({"city": "hefei", "kind": "factory"}, "老家济南"),
    "现在在济南，想搬到合肥": ({"city": "hefei"}, "现在在济南 搬到"),
    "济南公司找厂房": ({"city": "jinan", "kind": "factory"}, "公司"),
    "公司在济南、合肥找厂房": ({"cities": "jinan,hefei", "kind": "factory"}, "公司"),
    "济南厂房公司用，合肥也行": ({"cities": "jinan,hefei", "kind": "factory"}, "公司用"),
    # Words that are used up with what they stand beside, and words that say nothing
    "能过环评 这边": ({"eia": "on"}, ""),
    "我们这边做食品，环评要能过": ({"industry": "food", "eia": "on"}, ""),
    "环评好办的厂房": ({"eia": "on", "kind": "factory"}, ""),
    "要通天然气，一定要带行车": ({"gas": "on", "has_crane": "on"}, ""),
    "麻烦找一下有货梯可用的，谢谢": ({"has_lift": "on"}, ""),
    "不能过环评": ({}, "不能过环评"),
    "环评不好过": ({"eia": "on"}, "不好过"),
    # A zone by its own name alone, in the city that is named
    "济南明湖 3000平": ({"city": "jinan", "zone": "minghu", "area": "3000平"}, ""),
    "苏州 芦荡 厂房": ({"city": "suzhou", "zone": "ludang", "kind": "factory"}, ""),
    "济南明湖附近 厂房": ({"city": "jinan", "kind": "factory"}, "明湖附近"),
    "济南明湖路 厂房": ({"city": "jinan", "kind": "factory"}, "明湖路"),
    "明湖厂房": ({"kind": "factory"}, "明湖"),
    "青岛明湖 厂房": ({"city": "qingdao", "kind": "factory"}, "明湖"),
    "不去济南明湖 厂房": ({"kind": "factory"}, "不去济南明湖"),
}
