"""The numbers and WeChat ids of a contact, as the desk takes them."""

import pytest

from tests import builders
from tests.desk import signed_in
from zones.models import Contact

pytestmark = pytest.mark.django_db

WECHAT_RULE = "微信号以字母开头，6 到 20 位"


@pytest.fixture
def desk():
    return signed_in(builders.person(is_superuser=True))


def filled(*mobiles, **fields):
    rows = {f"mobiles-{row}-number": number for row, number in enumerate(mobiles)}
    rows |= {f"mobiles-{row}-order": str(row) for row in range(len(mobiles))}
    formset = {"mobiles-TOTAL_FORMS": str(len(mobiles)), "mobiles-INITIAL_FORMS": "0"}
    return {"name": "顾问", "person": "示例经理", "order": "100", **formset, **rows, **fields}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("138000000", "手机号少两位。"),
        ("1380000000", "手机号少一位。"),
        ("138 0000 0000 0", "手机号多一位。"),
        ("12800000000", "号段不存在，请再核对。"),
        ("0000-0000", "没有这样的号码，请再核对。"),
        ("8888-8888", "座机请带区号，例如 0531-88888888。"),
        ("0531-8888888", "座机号少一位。"),
        ("400-888-888", "400 号码少一位。"),
    ],
)
@pytest.mark.parametrize("field", ["hotline", "mobiles-0-number"])
def test_a_number_that_cannot_be_dialled_is_refused_with_what_is_wrong(desk, field, typed, reason):
    page = desk.post("/admin/zones/contact/add/", filled("", **{field: typed})).content.decode()
    assert reason in page
    assert not Contact.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["0531-88888888", "400-000-0000", "+49 30 123456"])
def test_numbers_that_can_be_dialled_are_kept_as_they_were_typed(desk, typed):
    desk.post("/admin/zones/contact/add/", filled(hotline=typed))
    assert Contact.objects.get().hotline == typed


def test_mobiles_are_kept_in_one_way_of_writing(desk):
    mobiles = ["138 0000 1234", "+86 139-0000-5678", "13800000010", "0531-88888888"]
    desk.post("/admin/zones/contact/add/", filled(*mobiles, hotline="+86 13800000000"))
    expected = ["13800000000", "13800001234", "13900005678", "13800000010", "0531-88888888"]
    assert Contact.objects.get().phones == expected


@pytest.mark.parametrize(
    "wrong", [{"hotline": "138000000"}, {"mobiles-0-number": "138000000"}, {"wechat_id": "wo"}], ids=str
)
def test_a_way_with_a_slip_in_it_is_not_called_none(desk, wrong):
    page = desk.post("/admin/zones/contact/add/", filled("", **wrong)).content.decode()
    assert "errorlist" in page
    assert "至少留一个联系方式" not in page


@pytest.mark.parametrize("words", ["13800001234", "138 0000 1234", "+86 138-0000", "6600001", "yt_sun", "顾问甲"])
def test_a_contact_is_found_by_number_however_it_is_spelt_and_by_wechat(desk, words):
    fields = {"name": "顾问甲", "hotline": "0535-660 0001", "wechat_id": "yt_sun"}
    builders.contact(mobiles=["138-0000 1234", "13900005678"], **fields)
    builders.contact(name="顾问乙", hotline="0535-7700002", wechat_id="ytasun")
    page = desk.get("/admin/zones/contact/", {"q": words}).content.decode()
    assert page.count("顾问甲</a>") == 1
    assert "顾问乙" not in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mobiles", "hotline"),
    [
        (["13800000000", "138-0000-0000"], ""),
        (["+86 138 0000 0000", "13800000000"], "400-000-0000"),
        (["13800000000"], "138 0000 0000"),
    ],
)
def test_no_number_stands_twice_in_two_spellings(desk, mobiles, hotline):
    page = desk.post("/admin/zones/contact/add/", filled(*mobiles, hotline=hotline)).content.decode()
    assert "这个号码上面已经有了" in page
    assert not Contact.objects.exists()


def test_a_number_is_exchanged_for_its_other_spelling(desk):
    contact = builders.contact(mobiles=["13800000000"])
    first = contact.mobiles.get()
    rows = filled("13800000000", "138 0000 0000") | {"mobiles-INITIAL_FORMS": "1"}
    rows |= {"mobiles-0-id": first.pk, "mobiles-0-contact": contact.pk, "mobiles-0-DELETE": "on"}
    desk.post(f"/admin/zones/contact/{contact.pk}/change/", rows)
    assert [each.number for each in contact.mobiles.all()] == ["13800000000"]


def test_a_number_of_before_holds_up_no_other_change(desk):
    contact = builders.contact(hotline="0531-00000000")
    desk.post(f"/admin/zones/contact/{contact.pk}/change/", filled(hotline="0531-00000000", title="经理"))
    contact.refresh_from_db()
    assert contact.title == "经理"


@pytest.mark.parametrize(
    "typed", ["shi li jn", "1shili", "shili", "s" * 21, "微信号 shili-jn", "shili.jn", "1380000000"]
)
def test_a_wechat_id_that_nobody_finds_is_refused(desk, typed):
    page = desk.post("/admin/zones/contact/add/", filled(wechat_id=typed)).content.decode()
    assert WECHAT_RULE in page
    assert not Contact.objects.exists()


@pytest.mark.parametrize("typed", ["shili-jn", "Shi_li2026", "s" * 20, "13800000000"])
def test_a_wechat_id_after_wechats_rule_or_a_mobile_number_is_kept(desk, typed):
    desk.post("/admin/zones/contact/add/", filled(wechat_id=typed))
    assert Contact.objects.get().wechat_id == typed


def test_a_contact_is_reached_in_some_way(desk):
    page = desk.post("/admin/zones/contact/add/", filled()).content.decode()
    assert "至少留一个联系方式" in page
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "way", [{"hotline": "400-000-0000"}, {"mobiles-0-number": "13800000000"}, {"wechat_id": "shili-guwen"}]
)
def test_any_one_way_is_enough(desk, way):
    desk.post("/admin/zones/contact/add/", filled("", **way))
    assert Contact.objects.exists()


def test_the_last_number_is_not_deleted_without_another_way(desk):
    contact = builders.contact(mobiles=["13800000000"], hotline="")
    mobile = contact.mobiles.get()
    rows = {"mobiles-0-id": mobile.pk, "mobiles-0-contact": contact.pk, "mobiles-0-DELETE": "on"}
    sent = filled("13800000000", **rows) | {"mobiles-INITIAL_FORMS": "1"}
    assert "至少留一个联系方式" in desk.post(f"/admin/zones/contact/{contact.pk}/change/", sent).content.decode()
    assert contact.mobiles.exists()
