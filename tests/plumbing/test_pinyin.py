"""How names of places are spelt: after the place, not after the commonest word with its characters."""

import pytest

from plumbing import pinyin

#: By reading, places whose characters have several.
PLACES = """
changzhi 长治, changge 长葛市, changyuan 长垣, tianchang 天长, zichang 子长, changning 长宁, changxing 长兴岛,
chaoyang 朝阳区, luhe 六合, luan 六安, bozhou 亳州, bengbu 蚌埠, bengshan 蚌山, minhang 闵行, panyu 番禺, yanshan 铅山,
dongguan 东莞, foshan 佛山, fogang 佛冈, shifang 什邡, pidu 郫都, duyun 都匀, yidu 宜都, ningdu 宁都, xindu 新都区,
laoting 乐亭, laoling 乐陵, yueqing 乐清, leshan 乐山, minle 民乐, nanle 南乐, shanxian 单县, shenxian 莘县,
xunxian 浚县, mianchi 渑池, hongtong 洪洞, fanshi 繁峙, zhangzi 长子县, luohe 漯河, shaoling 召陵, guoyang 涡阳,
yingjing 荥经, xingyang 荥阳, junlian 筠连, hunchun 珲春, muling 穆棱, aletai 阿勒泰, kuerle 库尔勒, kashi 喀什,
wushi 乌什, dengkou 磴口, qufu 曲阜, qujing 曲靖, leiyang 耒阳, miluo 汨罗, chenzhou 郴州, dabu 大埔, zhongmu 中牟,
xuyi 盱眙, luzhi 甪直, xushuguan 浒墅关, kuaiji 会稽, daicheng 大城县, huize 会泽, kongtong 崆峒, zengdu 曾都
"""


@pytest.mark.parametrize(("spelling", "name"), [place.split() for place in PLACES.split(",")], ids=lambda value: value)
def test_a_place_is_spelt_as_it_is_called(spelling, name):
    assert pinyin.slug(name, 60).startswith(spelling)


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("都市产业园", "dushichanyeyuan"),
        ("增长极", "zengzhangji"),
        ("大城市产业园", "dachengshichanyeyuan"),
        ("成长型企业园", "chengzhangxingqiyeyuan"),
        ("长治高新区（西区）", "changzhigaoxinqu-xiqu"),
    ],
)
def test_other_words_keep_their_reading(name, spelling):
    assert pinyin.slug(name, 60) == spelling


@pytest.mark.django_db
def test_the_desk_spells_a_name_before_it_is_saved(admin_client, client):
    assert admin_client.get("/admin/pinyin/", {"name": "长治"}).content == b"changzhi"
    assert admin_client.get("/admin/pinyin/", {"name": "长" * 100}).status_code == 200
    assert 'data-pinyin="/admin/pinyin/"' in admin_client.get("/admin/zones/zone/add/").content.decode()
    assert client.get("/admin/pinyin/", {"name": "长治"}).status_code == 302
