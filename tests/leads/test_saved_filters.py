"""Saved filters: what is kept of an address, who sees it, and what is said of what fits no more."""

from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from leads import saved_filters
from leads.models import SavedFilter, WrongMove
from staff.models import Grant
from staff.roles import SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
LIST, BOARD, SAVED = "/admin/leads/lead/", "/admin/leads/lead/board/", "/admin/leads/lead/saved/"


def save(who, name, query, page="list"):
    return signed_in(who).post(f"{SAVED}save/", {"page": page, "name": name, "query": query}, follow=True)


def act(who, saved, verb, **data):
    return signed_in(who).post(f"{SAVED}{saved.pk}/{verb}/", data, follow=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "there", "query"),
    [("list", LIST, "work=open&kind__exact=rent"), ("board", BOARD, "owner=me&kind=rent")],
)
def test_what_is_shown_is_kept_under_a_name_and_opened_with_a_tap(jinan, sales, page, there, query):
    shown = words(signed_in(sales).get(f"{there}?{query}"))
    assert "保存现在的筛选" in shown
    after = save(sales, "我的厂房", query, page)
    assert "已保存为“我的厂房”" in words(after)
    assert 'aria-current="true">我的厂房' in words(after)
    saved = SavedFilter.objects.get()
    opened = signed_in(sales).get(f"{SAVED}{saved.pk}/").url
    assert opened.partition("?")[0] == there
    assert dict(parse_qsl(opened.partition("?")[2])) == dict(parse_qsl(query))
    plain = words(signed_in(sales).get(there))
    assert ">我的厂房</a>" in plain
    assert "保存现在的筛选" not in plain


@pytest.mark.slow
def test_words_that_were_searched_for_are_kept_and_looked_for_again(lead, sales):
    lead.claim(sales)
    after = save(sales, "冷库", "q=冷库&work=open")
    assert "搜索的字没有保存" not in words(after)
    saved = SavedFilter.objects.get()
    assert saved.query == {"q": "冷库", "work": "open"}
    opened = signed_in(sales).get(f"{SAVED}{saved.pk}/", follow=True)
    assert (opened.context["cl"].query, list(opened.context["cl"].queryset)) == ("冷库", [])
    assert 'aria-current="true">冷库' in words(opened)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["13800000000", "8000", "wang@example.com", "ACDEFG", "王建国", "王建", "x_wang99"])
def test_of_a_prospect_nothing_that_was_searched_for_is_kept_and_that_is_said(lead, sales, who):
    person = lead.contacts.get()
    lead.contacts.filter(pk=person.pk).update(name="王建国")
    person.ways.create(kind="wechat", value="x_wang99")
    after = save(sales, "找人", f"q={who}&work=open&p=1")
    assert SavedFilter.objects.get().query == {"work": "open"}
    assert "搜索的字没有保存" in words(after)
    assert "没有可以保存的筛选" in words(save(sales, "又找", f"q={who}"))
    assert SavedFilter.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("place", range(4))
def test_a_span_of_time_is_kept_as_it_is_called_and_means_later_days_later(jinan, sales, place, monkeypatch):
    desk = signed_in(sales)
    spec = next(each for each in desk.get(LIST).context["cl"].filter_specs if each.title == "建立时间")
    query = list(spec.choices(desk.get(LIST).context["cl"]))[1 + place]["query_string"].removeprefix("?")
    saved = saved_filters.save(sales, "list", "时间", query)
    assert saved.query == {"since": ["today", "week", "month", "year"][place]}
    assert saved_filters.kept("list", saved_filters.address(saved, {}).partition("?")[2]) == saved.query
    later = timezone.now() + timedelta(days=800)
    monkeypatch.setattr("leads.saved_filters.timezone.localtime", lambda: timezone.make_naive(later).astimezone())
    assert str(later.year) in saved_filters.address(saved, {})


@pytest.mark.slow
def test_names_are_ones_own_are_needed_and_hold_no_number(jinan, sales, colleague):
    for name, why in (("", "起个名字"), ("长" * 21, "最多 20 个字"), ("老王 13800000000", "不要写号码")):
        assert why in words(save(sales, name, "work=open"))
    save(sales, "待办", "work=open")
    assert "换个名字" in words(save(sales, "待办", "work=mine"))
    save(colleague, "待办", "work=open")
    save(sales, "另一个", "work=mine")
    other = SavedFilter.objects.get(person=sales, name="另一个")
    assert "换个名字" in words(act(sales, other, "rename", name="待办"))
    act(sales, other, "rename", name="  我的 ")
    assert set(SavedFilter.objects.values_list("person__username", "name")) == {
        *(("sales", "待办"), ("sales", "我的"), ("colleague", "待办"))
    }
    act(sales, other, "delete")
    assert not SavedFilter.objects.filter(pk=other.pk).exists()


@pytest.mark.slow
def test_there_is_an_end_to_them(jinan, sales, monkeypatch):
    monkeypatch.setattr(saved_filters, "MOST", 1)
    save(sales, "一", "work=open")
    assert "最多保存 1 个" in words(save(sales, "二", "work=mine"))


@pytest.mark.slow
def test_a_manager_shares_with_the_colleagues_of_a_city_and_takes_it_back(jinan, qingdao, sales, colleague, manager):
    save(manager, "济南待领", "work=unclaimed")
    saved = SavedFilter.objects.get()
    assert "济南待领" not in words(signed_in(sales).get(LIST))
    assert "只能共享给您主管的城市" in words(act(manager, saved, "share", city=qingdao.pk))
    act(manager, saved, "share", city=jinan.pk)
    shown = words(signed_in(sales).get(LIST))
    assert "济南待领" in shown
    assert "（共享）" in shown
    for verb in ("rename", "share", "delete"):
        assert act(sales, saved, verb, name="别的", city="").status_code == 403
    other = builders.person(SALES_MANAGER, jinan)
    assert act(other, saved, "delete").status_code == 403
    act(other, saved, "share", city="")
    assert "济南待领" not in words(signed_in(sales).get(LIST))
    assert "只能共享给您主管的城市" in words(_shared_by(sales, jinan))


def _shared_by(person, city):
    save(person, "我的", "work=mine")
    return act(person, SavedFilter.objects.get(person=person), "share", city=city.pk)


@pytest.mark.slow
def test_in_other_cities_and_of_who_has_left_nobody_sees_them(jinan, qingdao, manager, sales):
    saved = SavedFilter.objects.create(person=manager, page="list", name="待领", query={}, shared_in=jinan)
    seller = builders.person("招商专员", qingdao)
    assert signed_in(seller).get(f"{SAVED}{saved.pk}/").status_code == 404
    assert signed_in(sales).get(f"{SAVED}{saved.pk}/").status_code == 302
    type(manager).objects.filter(pk=manager.pk).update(is_active=False)
    assert signed_in(sales).get(f"{SAVED}{saved.pk}/").status_code == 404


@pytest.mark.slow
def test_what_fits_no_more_is_named_and_the_rest_is_used(jinan, qingdao, zone, sales):
    Grant.objects.create(user=sales, role=sales.grants.get().role, city=qingdao)
    save(sales, "青岛的", f"work=open&city__id__exact={qingdao.pk}&zone={zone.pk}&owner=999999")
    saved = SavedFilter.objects.get()
    Grant.objects.filter(user=sales, city=qingdao).delete()
    page = signed_in(sales).get(f"{SAVED}{saved.pk}/", follow=True)
    assert "“青岛的”里的“负责人”、“城市”不再适用" in words(page)
    assert page.redirect_chain[-1][0] == f"{LIST}?work=open&zone={zone.pk}"


def test_whatever_stands_in_a_row_opens_a_page(jinan, sales):
    keys = [*saved_filters.KEYS["list"], "since", "drop", "city", "q"]
    for value in ("", "x", "９", "9" * 30, "\u202e", None, ["a"], 7):
        saved = SavedFilter(person=sales, page="list", name="怪", query=dict.fromkeys(keys, value))
        misfits = saved_filters.misfits(saved, sales)
        assert {*keys} - {*misfits} <= {"q"}  # any words may be searched for
        assert saved_filters.address(saved, {**misfits, "q": ""}) == LIST


@pytest.mark.slow
@given(st.text(max_size=60))
def test_no_address_typed_by_hand_takes_saving_down(query):
    for page in ("list", "board", "x"):
        assert set(saved_filters.kept(page, query)) <= {*saved_filters.KEYS.get(page, {}), "since"}


def test_two_at_once_with_one_name_keep_one(jinan, sales):
    saved_filters.save(sales, "list", "待办", "work=open")
    with pytest.raises(WrongMove):
        saved_filters.save(sales, "list", "待办", "work=mine")
    assert SavedFilter.objects.get().query == {"work": "open"}
