"""Industries by their names on this portal, and by what people call what they make (锂电池, 汽配, 预制菜)."""

import re
from collections.abc import Iterator, Mapping

from listings.needs.parts import Part
from listings.needs.refusals import is_refused_word
from plumbing.quantities.reading import plain

#: What an industry is called here, by a word of its name, and what people of that industry say. A word that two of them
#: could mean (冷链, 注塑) stands nowhere.
_TRADES: tuple[tuple[str, str], ...] = (
    (
        "装备|机械",
        "装备制造|智能装备|智能制造|机械制造|机械加工|精密机械|精密加工|精密制造|机加工|机加|机械|数控|机床|模具|五金|钣金|冲压|铸造|锻造|焊接"
        "|工程机械|自动化设备|机器人|紧固件|液压|轴承|阀门|减速机|电梯制造|农机|金属加工|钢构加工",
    ),
    (
        "汽车",
        "新能源汽车|新能源车|电动车|汽车零部件|汽车零配件|汽车配件|汽车部件|汽配|汽车制造|整车|车灯|汽车内饰|汽车座椅|汽车线束|汽车模具|汽车电机|改装车",
    ),
    (
        "医药|医疗|生物",
        "生物医药|医药|制药|药品|药企|药厂|医疗器械|医疗设备|医疗|生物科技|生物技术|试剂|诊断|疫苗|中药",
    ),
    (
        "电子|半导体",
        "电子信息|电子组装|电子厂|电子|半导体|芯片|集成电路|pcb|线路板|电路板|3c|smt|贴片|光电|led|传感器|液晶|显示屏|手机配件",
    ),
    ("材料", "新材料|复合材料|碳纤维|石墨烯|高分子|改性塑料|功能膜|薄膜|陶瓷材料|稀土"),
    (
        "新能源(?!汽车)|储能|光伏",
        "新能源|锂电池|锂电|锂离子电池|动力电池|蓄电池|电池|储能|光伏组件|光伏设备|光伏企业|光伏支架|光伏电池|风电|氢能|充电桩|逆变器",
    ),
    ("物流", "现代物流|物流|快递|快运|分拣|电商|货运|供应链|城市配送|配送"),
    (
        "食品",
        "食品加工|食品|预制菜|中央厨房|烘焙|糕点|饮料|肉制品|乳制品|乳品|酿酒|调味品|粮油|水产|净菜|豆制品|餐饮配送",
    ),
    ("数字|软件|大数据", "数字经济|大数据|数据中心|软件|人工智能|算力|云计算|互联网|游戏开发|idc"),
    ("检测|检验", "检验检测|检测|检验|计量|校准"),
    ("化工", "精细化工|化工|涂料|油漆|树脂|日化"),
    ("塑", "注塑|塑料|塑胶|吹塑|橡胶"),
    ("纺织|服装", "纺织|服装|制衣|针织|印染|面料|家纺|箱包|鞋"),
    ("家居|家具", "家具|家居|木工|板材|橱柜"),
    ("印刷|包装", "印刷|包装|纸箱|彩印|纸制品"),
)
#: Behind such a word it is a place, a thing or a part: 物流园, 检测线, 电子锁, 食品级.
_ANOTHER_WORD = "(?![园区城港路街站锁级票车商])(?!公司附近|通道|方便|成本|便利)"


class Industries:
    """The portal's industries, {slug: name}, by all words that name them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {slug: plain(name) for slug, name in names.items()}
        self._slugs: dict[str, str] = {}
        for of, trades in _TRADES:
            alike = [slug for slug, name in self._names.items() if re.search(of, name)]
            for word in trades.split("|"):
                # Of 电子信息 and 半导体 on one portal a chip maker means the second.
                meant = [slug for slug in alike if word in self._names[slug]] or alike
                if len(meant) == 1:
                    self._slugs.setdefault(word, meant[0])
        self._slugs |= {name: slug for slug, name in self._names.items() if name}
        words = "|".join(map(re.escape, sorted(self._slugs, key=len, reverse=True)))
        self._words = re.compile(f"(?:{words}){_ANOTHER_WORD}" if words else "(?!)")

    def parts(self, text: str) -> Iterator[Part]:
        """The one industry that is named; none where several are."""
        found = [
            (self._slugs[match[0]], match)
            for match in self._words.finditer(text)
            if not is_refused_word(text, *match.span())
        ]
        if len({slug for slug, _ in found}) == 1:
            for slug, match in found:
                said = "" if match[0] in self._names[slug] else match[0]
                yield Part("industry", slug, *match.span(), said)
