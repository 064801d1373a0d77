"""Labelled needs in words, as prospects type them: each with all that the finder's form is filled in with.

The day is 29 November 2026. A field's value is a pair where the chip says how it was said.
"""

CITIES = {
    **{"jinan": "济南", "qingdao": "青岛", "xian": "西安市", "suzhou": "苏州", "changsha": "长沙"},
    **{"hefei": "合肥", "chengdu": "成都", "ningbo": "宁波"},
}
INDUSTRIES = {
    **{"food": "食品加工", "machines": "高端装备", "cars": "新能源汽车", "drugs": "生物医药", "chips": "电子信息"},
    **{
        "materials": "新材料",
        "energy": "新能源与储能",
        "logistics": "现代物流",
        "data": "数字经济",
        "tests": "检验检测",
    },
}
#: (slug, city, name).
ZONES = [
    ("gaoxin", "jinan", "济南高新技术产业开发区"),
    ("gaoxin", "xian", "西安高新技术产业开发区"),
    ("minghu", "jinan", "济南明湖智造产业园（示例）"),
    ("ludang", "suzhou", "苏州芦荡电子信息产业园"),
]

EXAMPLES = {
    "济南 3000平 单层 净高9米 10吨行车 月租25以内": {
        **{"city": "jinan", "area": "3000平", "storeys": "single", "height": "9", "crane": "10"},
        **{"rent": "25", "deal": "rent"},
    },
    "想在青岛租2000-3000平厂房": {"city": "qingdao", "area": "2000-3000平", "kind": "factory", "deal": "rent"},
    "长沙20亩工业用地": {"city": "changsha", "area": "20亩", "kind": "land"},
    "青岛买50亩地建厂": {"city": "qingdao", "area": "50亩地", "kind": "land"},
    "买厂房5000平 行车20吨": {"area": "5000平", "crane": "20", "kind": "factory", "deal": "sale"},
    "仓库3万平，不要多层，2吨货梯": {"area": "3万平", "kind": "warehouse"},
    "要能做环评，丁类": {"eia": "on", "fire": "丁"},
    "苏州冷库 5000平左右": {"city": "suzhou", "area": "5000平左右", "kind": "warehouse"},
    "青岛市办公200平": {"city": "qingdao", "area": "200平", "kind": "office"},
    "有没有2000平的厂房，能不能做环评": {"area": "2000平", "kind": "factory", "eia": "on"},
    "仓储用地30亩": {"kind": "land", "area": "30亩"},
    "厂房或仓库 1000平": {"area": "1000平"},
    "租或者买都行，单层": {"storeys": "single"},
    # Rents
    "月租 18 元左右的标准厂房": {"rent": "18", "kind": "factory", "deal": "rent"},
    "厂房，15块一平": {"rent": "15", "kind": "factory"},
    "西安写字楼 300平 1.5元/平/天": {
        **{"city": "xian", "area": "300平", "kind": "office"},
        "rent": ("45.62", "1.5元/平/天"),
    },
    "租金0.7元/平/天 仓库": {"rent": ("21.29", "租金0.7元/平/天"), "kind": "warehouse", "deal": "rent"},
    "租金不超过20元 食品加工 车间1200㎡": {
        **{"industry": "food", "area": "1200㎡", "rent": "20", "kind": "factory", "deal": "rent"},
    },
    "月租二十五以内，三千平": {"rent": ("25", "月租二十五以内"), "area": "三千平", "deal": "rent"},
    "一块二一天一平的办公": {"rent": ("36.5", "一块二一天一平"), "kind": "office"},
    "厂房 一块二一天": {"rent": ("36.5", "一块二一天"), "kind": "factory"},
    "十五六块的厂房": {"rent": ("16", "十五六块"), "kind": "factory"},
    "租金20-25元": {"rent": "25", "deal": "rent"},
    "18到22块一平，仓库": {"rent": "22", "kind": "warehouse"},
    "天租1块": {"rent": ("30.42", "天租1块"), "deal": "rent"},
    "每平每天六毛以内": {"rent": ("18.25", "每平每天六毛以内")},
    "年租金200元/平以内": {"rent": ("16.67", "年租金200元/平以内"), "deal": "rent"},
    "25元/㎡·月": {"rent": "25"},
    "租金：25元每平方每月": {"rent": "25", "deal": "rent"},
    "三十块以内每平": {"rent": ("30", "三十块以内每平")},
    "预算20-25元/平": {"rent": "25"},
    "12万一年，1000平": {"rent": ("10", "12万一年 ÷ 1000平"), "area": "1000平"},
    "预算每月5万，成都2000平厂房": {
        **{"rent": ("25", "预算每月5万 ÷ 2000平"), "area": "2000平", "city": "chengdu", "kind": "factory"}
    },
    "写字楼 200平 每月8000元": {"rent": ("40", "每月8000元 ÷ 200平"), "area": "200平", "kind": "office"},
    "12万一年，1000到2000平": {"area": "1000到2000平"},
    "年租金60万": {"deal": "rent"},
    # Power
    "630kVA 3000平": {"power": "630", "area": "3000平"},
    "净高不低于7.5米的厂房，变压器800千伏安以上": {"height": "7.5", "power": "800", "kind": "factory"},
    "6000方的仓库，变压器 630": {"area": "6000方", "kind": "warehouse", "power": "630"},
    "厂房，500千瓦": {"power": ("500", "500千瓦"), "kind": "factory"},
    "电要大 800个": {"power": "800"},
    "300个电，三楼": {"power": "300"},
    # Areas
    "三千平米的高标仓": {"area": "三千平米", "kind": "warehouse"},
    "一千五百平米": {"area": "一千五百平米"},
    "宁波两三千平": {"area": "两三千平", "city": "ningbo"},
    "厂房 3000-5000": {"area": "3000-5000", "kind": "factory"},
    "济南厂房 3千": {"area": "3千", "kind": "factory", "city": "jinan"},
    "1.5万方仓库": {"area": "1.5万方", "kind": "warehouse"},
    "5000多平": {"area": "5000多平"},
    "三到五千平": {"area": "三到五千平"},
    "不要超过2000平": {"area": "不要超过2000平"},
    "2000平以上": {"area": "2000平以上"},
    "3000左右的厂房": {"area": "3000左右", "kind": "factory"},
    "厂房2000平，带办公200平": {"area": "2000平", "kind": "factory"},
    # Heights, cranes, loads
    "净高8米，承重2吨，丙类消防": {"height": "8", "load": "2", "fire": "丙"},
    "层高8米以上": {"height": ("8", "层高8米以上")},
    "净高9米5 厂房": {"height": ("9.5", "9米5"), "kind": "factory"},
    "净高8-10米": {"height": "8"},
    "净高9单层厂房": {"height": "9", "storeys": "single", "kind": "factory"},
    "带5吨航吊，高12米，跨度24米": {"crane": "5", "height": "12"},
    "双梁10吨，两台5t": {"crane": "10"},
    "厂房，行车50/10吨": {"crane": ("50", "50/10吨"), "kind": "factory"},
    "行车5吨，另要一台16T天车": {"crane": "16"},
    "首层荷载3吨/平": {"load": "3"},
    "楼板荷载10kN/㎡": {"load": ("1", "10kn/㎡")},
    "荷载20kN": {"load": ("2", "荷载20kn")},
    "承重2吨每平": {"load": "2"},
    "丙2类，要双层厂房": {"fire": "丙", "storeys": "multi", "kind": "factory"},
    "丙丁类厂房": {"fire": "丙", "kind": "factory"},
    "1、净高9米；2、10吨行车；3、丙类": {"height": "9", "crane": "10", "fire": "丙"},
    # Places
    "长清 5000平": {"city": ("jinan", "长清"), "area": "5000平"},
    "黄岛区厂房": {"city": ("qingdao", "黄岛区"), "kind": "factory"},
    "济南历城附近，仓库": {"city": ("jinan", "历城"), "kind": "warehouse"},
    "从苏州搬到合肥 2000平": {"city": "hefei", "area": "2000平"},
    "济南高新区厂房": {"city": "jinan", "zone": "gaoxin", "kind": "factory"},
    "明湖智造产业园 仓库": {"city": ("jinan", "明湖智造产业园"), "zone": "minghu", "kind": "warehouse"},
    "苏州或者昆山": {"city": ("suzhou", "昆山")},
    # Industries
    "做锂电池的，乙类仓库": {"industry": ("energy", "锂电池"), "fire": "乙", "kind": "warehouse"},
    "汽配厂找厂房": {"industry": ("cars", "汽配"), "kind": "factory"},
    "不做食品，做医疗器械": {"industry": ("drugs", "医疗器械")},
    "半导体的厂房": {"industry": ("chips", "半导体"), "kind": "factory"},
    "模具加工": {"industry": ("machines", "模具")},
    "电商仓库 2000平": {"industry": ("logistics", "电商"), "kind": "warehouse", "area": "2000平"},
    # Days
    "丙二类仓库，2027年3月31日前交付": {
        **{"fire": "丙", "kind": "warehouse"},
        "by": ("2027-03-31", "2027年3月31日前"),
    },
    "最晚交付2027-03-31": {"by": "2027-03-31"},
    "年底前": {"by": ("2026-12-31", "年底前")},
    "下个月入驻": {"by": ("2026-12-31", "下个月")},
    "三个月内": {"by": ("2027-02-28", "三个月内")},
    "明年3月": {"by": ("2027-03-31", "明年3月")},
    "2027年1月入驻": {"by": ("2027-01-31", "2027年1月")},
    "3月前要搬": {"by": ("2027-02-28", "3月前")},
    "12月1日前交付": {"by": ("2026-12-01", "12月1日前")},
    "春节前": {"by": ("2027-02-05", "春节前")},
    "现房，马上要用": {"by": ("2026-11-29", "现房")},
    # Land
    "十亩左右，能建丙类厂房的地": {"area": "十亩左右", "kind": "land"},
    "土地转让 30亩": {"kind": "land", "deal": "transfer", "area": "30亩"},
}
#: What the finder does not ask for, or what is not wanted, or what nobody can tell.
NOTHING = [
    *("月租2万", "车长17.5米", "离高速3公里", "离地铁500米", "跨度24米", "柱距9米", "2吨货梯", "注册资本500万"),
    *("济南或者青岛", "不要单层", "不需要环评", "不要行车", "年产值2亿", "员工300人", "免租3个月", "可以不做环评"),
    *(
        "堆场2000平",
        "宿舍500平",
        "13800000000",
        "你好",
        "",
        "高新区",
        "高铁旁边",
        "年租金60万",
        "产量10吨",
        "每天5吨货",
    ),
    # Other money, and rents of which nobody can tell the unit
    *("物业费3元", "电费0.8元/度", "预算500万", "租金0.8", "租金20元以上", "预算30", "租金一年240", "20多块"),
    # Other numbers
    *("檐高10米", "光伏500kW", "净高不超过6米", "每层2000平", "几百平", "1.5", "2026年", "面积0平", "净高99999米"),
    # Other times
    *(
        "租期6个月内",
        "合同明年3月到期",
        "年后",
        "尽快",
        "3月初",
        "免租3个月内",
        "3年前",
        "30000元一个月以内",
        "2月30日前",
    ),
    *(
        "甲级写字楼",
        "丙类或者丁类",
        "不做化工",
        "不要做食品的",
        "食品物流",
        "靠近物流园",
        "南京路",
        "新建",
        "平房",
        "高台",
    ),
    *("JN-1001", "朝阳区", "鼓楼", "个旧厂房"),
]
