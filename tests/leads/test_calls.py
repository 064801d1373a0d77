"""记一条来电/微信: number first, then its lead or the rest of the form."""

import pytest

from leads.models import Lead, Stage
from tests.leads.conftest import PHONE

pytestmark = pytest.mark.django_db


def test_a_call_is_written_down_and_becomes_a_lead_of_ones_own(jinan, sales, client):
    client.force_login(sales)
    typed = {
        "phone": "0531-88888888转8012",
        "name": "客户",
        "kind": "rent",
        "city": jinan.pk,
        "need": "仓库",
        "way": "call",
    }
    response = client.post("/admin/leads/lead/record/", {**typed, "basis": "initiated"})
    lead = Lead.objects.get()
    assert response["Location"] == f"/admin/leads/lead/{lead.pk}/change/"
    assert (lead.owner, lead.phone, lead.extension) == (sales, "+8653188888888", "8012")
    assert (lead.enquiries.get().way, lead.enquiries.get().consent_basis) == ("call", "initiated")


def test_a_known_number_opens_its_lead(lead, jinan, sales, client):
    client.force_login(sales)
    typed = {
        "phone": "138 0000 0000",
        "name": "客户",
        "kind": "rent",
        "city": jinan.pk,
        "need": "又来电",
        "way": "call",
    }
    client.post("/admin/leads/lead/record/", {**typed, "basis": "initiated"})
    assert lead.events.get(kind="note").text == "又来电"
    assert Lead.objects.count() == 1


def look_up(client, phone="", wechat=""):
    """The first step of 记一条来电/微信."""
    return client.post("/admin/leads/lead/record/", {"step": "number", "phone": phone, "wechat": wechat})


def test_a_call_begins_with_the_number_or_the_wechat_id_alone(sales, client):
    client.force_login(sales)
    page = client.get("/admin/leads/lead/record/", {"phone": PHONE})  # not read: an address is kept in logs
    assert list(page.context["form"].fields) == ["phone", "wechat"]
    assert "autofocus" in page.content.decode()
    assert PHONE not in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["138 0000 0000", "+86 138-0000-0000", "１３８００００００００"])
def test_any_form_of_a_known_number_opens_its_lead_before_anything_else_is_typed(lead, sales, client, typed):
    client.force_login(sales)
    address = look_up(client, typed)["Location"]
    assert address.startswith(f"/admin/leads/lead/{lead.pk}/change/?call=")
    page = client.get(address)
    assert page.context["is_on_the_line"]
    client.post(f"/admin/leads/lead/{lead.pk}/act/outcome/", {"outcome": "talked", "days": "1"})
    lead.refresh_from_db()
    assert (lead.stage, lead.owner) == (Stage.CONTACTED, sales)


def test_an_unknown_number_is_kept_while_the_rest_is_asked(lead, sales, client):
    client.force_login(sales)
    page = look_up(client, "139 0000 0000")
    assert page.context["form"]["phone"].value() == "139 0000 0000"
    assert "need" in page.context["form"].fields
    assert not page.context["in_other_hands"]
    assert "no-store" in page["Cache-Control"]
    assert Lead.objects.count() == 1


def test_who_has_but_a_wechat_id_goes_on_without_a_number(sales, client):
    client.force_login(sales)
    form = look_up(client, wechat="shili_01").context["form"]
    assert (form["wechat"].value(), form["way"].value()) == ("shili_01", "wechat")


@pytest.mark.parametrize("typed", ["shi li jn", "1shili", "shili"])
def test_a_wechat_id_that_nobody_finds_is_refused_at_once(sales, client, typed):
    client.force_login(sales)
    assert "微信号以字母开头" in look_up(client, wechat=typed).context["form"].errors["wechat"][0]


def test_one_of_the_two_is_needed_first(sales, client):
    client.force_login(sales)
    assert look_up(client).context["form"].errors["phone"] == ["手机号和微信号至少填一个。"]


@pytest.fixture
def friend(jinan, sales, client):
    """A lead by WeChat alone, of the colleague or of whoever claims it."""
    client.force_login(sales)
    typed = {"wechat": "Shili_01", "name": "客户", "kind": "rent", "city": jinan.pk, "need": "仓库", "way": "wechat"}
    client.post("/admin/leads/lead/record/", {**typed, "basis": "initiated"})
    return Lead.objects.get()


@pytest.mark.slow
def test_a_known_wechat_id_opens_its_lead_as_a_number_does(friend, client):
    address = f"/admin/leads/lead/{friend.pk}/change/"
    assert look_up(client, wechat="shili_01 ")["Location"].startswith(f"{address}?call=")
    typed = {
        "wechat": "SHILI_01",
        "name": "客户",
        "kind": "rent",
        "city": friend.city_id,
        "need": "又来",
        "way": "wechat",
    }
    assert client.post("/admin/leads/lead/record/", {**typed, "basis": "spoken"})["Location"] == address
    assert friend.events.get(kind="note").text == "又来"


@pytest.mark.slow
def test_a_wechat_id_somebody_else_works_with_is_flagged_and_no_more_is_said(friend, colleague, client):
    client.force_login(colleague)
    page = look_up(client, "13900000000", "shili_01")
    assert "已有同事在跟进" in page.content.decode()
    typed = {
        "wechat": "shili_01",
        "name": "客户",
        "kind": "rent",
        "city": friend.city_id,
        "need": "又来",
        "way": "wechat",
    }
    client.post("/admin/leads/lead/record/", {**typed, "basis": "spoken"})
    own = Lead.objects.get(owner=colleague)
    assert own.same_phone_as == friend
    assert list(Lead.objects.all().like(own)) == [friend]


@pytest.mark.slow
def test_a_lead_without_a_wechat_id_is_nobodys_friend(lead, sales, client):
    client.force_login(sales)
    assert "need" in look_up(client, wechat="shili_01").context["form"].fields
    assert not Lead.objects.in_hand("", wechat="").exists()


@pytest.mark.slow
def test_a_lead_is_found_by_its_wechat_id(friend, client):
    page = client.get("/admin/leads/lead/", {"q": "shili_01"})
    assert list(page.context["cl"].queryset) == [friend]


def test_what_is_no_number_is_said_at_once(sales, client):
    client.force_login(sales)
    page = look_up(client, "12345")
    assert page.context["form"].errors["phone"]
    assert list(page.context["form"].fields) == ["phone", "wechat"]


@pytest.mark.slow
def test_of_somebody_elses_lead_no_more_is_said_than_that_there_is_one(lead, sales, colleague, client):
    lead.claim(colleague)
    client.force_login(sales)
    page = look_up(client, PHONE)
    assert page.status_code == 200
    text = page.content.decode()
    assert "已有同事在跟进" in text
    for private in ("王先生", "示例公司", "3000 平方米", lead.receipt[:6], f"/lead/{lead.pk}/", colleague.display_name):
        assert private not in text


def test_editors_look_no_number_up(lead, editor, client):
    client.force_login(editor)
    page = look_up(client, PHONE)
    assert "Location" not in page
    assert "已有同事在跟进" not in page.content.decode()


@pytest.mark.slow
def test_a_number_somebody_else_works_with_is_flagged(lead, jinan, sales, colleague, client):
    lead.claim(colleague)
    client.force_login(sales)
    typed = {"phone": PHONE, "name": "客户", "kind": "rent", "city": jinan.pk, "need": "仓库", "way": "wechat"}
    client.post("/admin/leads/lead/record/", {**typed, "basis": "spoken"})
    assert Lead.objects.get(owner=sales).same_phone_as == lead


def test_sales_of_a_city_fill_no_other_pool(jinan, qingdao, sales, client):
    client.force_login(sales)
    for city in ("", qingdao.pk):
        typed = {"phone": PHONE, "name": "客户", "kind": "rent", "city": city, "need": "仓库", "way": "call"}
        assert client.post("/admin/leads/lead/record/", {**typed, "basis": "initiated"}).status_code == 200
    assert not Lead.objects.exists()
