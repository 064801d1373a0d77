"""Needs in words: what is read of them, and that nothing is read which is not there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings.needs import read

CITIES = {"jinan": "济南", "qingdao": "青岛", "xian": "西安", "suzhou": "苏州", "changsha": "长沙"}
INDUSTRIES = {"food": "食品加工", "machines": "高端装备", "cars": "新能源汽车"}
#: Sentence: what the finder's form would be filled in with.
LABELLED = {
    "济南 3000平 单层 净高9米 10吨行车 月租25以内": {
        **{"city": "jinan", "area": "3000平", "storeys": "single", "height": "9", "crane": "10"},
        **{"rent": "25", "deal": "rent"},
    },
    "想在青岛租2000-3000平厂房": {"city": "qingdao", "area": "2000-3000平", "kind": "factory", "deal": "rent"},
    "层高8米以上，承重2吨，丙类消防": {"height": "8", "load": "2", "fire": "丙"},
    "长沙20亩工业用地": {"city": "changsha", "area": "20亩", "kind": "land"},
    "青岛买50亩地建厂": {"city": "qingdao", "area": "50亩地", "kind": "land"},
    "买厂房5000平 行车20吨": {"area": "5000平", "crane": "20", "kind": "factory", "deal": "sale"},
    "仓库3万平，不要多层，2吨货梯": {"area": "3万平", "kind": "warehouse"},
    "西安写字楼 300平 1.5元/平/天": {"city": "xian", "area": "300平", "rent": "45.62", "kind": "office"},
    "净高不低于7.5米的厂房，变压器800千伏安以上": {"height": "7.5", "power": "800", "kind": "factory"},
    "租金不超过20元 食品加工 车间1200㎡": {
        **{"industry": "food", "area": "1200 m2", "rent": "20", "kind": "factory", "deal": "rent"},
    },
    "带5吨航吊，高12米，跨度24米": {"crane": "5", "height": "12"},
    "首层荷载3吨/平": {"load": "3"},
    "楼板荷载10kN/㎡": {"load": "1"},
    "要能做环评，丁类": {"eia": "on", "fire": "丁"},
    "三千平米的高标仓": {"area": "三千平米", "kind": "warehouse"},
    "苏州冷库 5000平左右": {"city": "suzhou", "area": "5000平左右", "kind": "warehouse"},
    "青岛市办公200平": {"city": "qingdao", "area": "200平", "kind": "office"},
    "净高9米5 厂房": {"height": "9.5", "kind": "factory"},
    "月租 18 元左右的标准厂房": {"rent": "18", "kind": "factory", "deal": "rent"},
    "有没有2000平的厂房，能不能做环评": {"area": "2000平", "kind": "factory", "eia": "on"},
    "租金0.7元/平/天 仓库": {"rent": "21.29", "kind": "warehouse", "deal": "rent"},
    "仓储用地30亩": {"kind": "land", "area": "30亩"},
    "6000方的仓库，变压器800": {"area": "6000", "kind": "warehouse", "power": "800"},
    "3000左右的厂房": {"area": "3000", "kind": "factory"},
    "丙二类仓库，2027年3月31日前交付": {"fire": "丙", "kind": "warehouse", "by": "2027-03-31"},
    "厂房，15块一平": {"rent": "15", "kind": "factory"},
    "厂房或仓库 1000平": {"area": "1000平"},
    "租或者买都行，单层": {"storeys": "single"},
    "630kVA 3000平": {"power": "630", "area": "3000平"},
}
#: What the finder does not ask for, or what is not wanted, or what nobody can tell.
NOTHING = [
    *(
        "月租2万",
        "车长17.5米",
        "离高速3公里",
        "离地铁500米",
        "跨度24米",
        "柱距9米",
        "2吨货梯",
        "500kW",
        "注册资本500万",
    ),
    *("济南或者青岛", "不要单层", "不需要环评", "不要行车", "年产值2亿", "员工300人", "免租3个月", "2027年3月入驻"),
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
]


@pytest.mark.parametrize(("typed", "fields"), LABELLED.items())
def test_a_need_in_words_fills_in_the_form(typed, fields):
    read_fields = read(typed, CITIES, INDUSTRIES).fields
    assert {**read_fields, "area": read_fields.get("area", "").replace("平 ", "平")} == {"area": "", **fields}


@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_is_invented(typed):
    assert read(typed, CITIES, INDUSTRIES).fields.keys() <= {"deal", "kind"}


def test_what_was_not_read_is_told():
    assert read("济南 3000平 靠近机场 带光伏", CITIES, INDUSTRIES).rest == "靠近机场 光伏"


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(typed):
    words = read(typed, CITIES, INDUSTRIES)
    assert set(words.fields) <= {
        *(
            "city",
            "industry",
            "area",
            "height",
            "crane",
            "load",
            "power",
            "rent",
            "kind",
            "deal",
            "storeys",
            "eia",
            "fire",
        )
    }
