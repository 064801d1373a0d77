"""Somebody leaves: closing their account asks who gets their open leads, and both happen or neither."""

import pytest
from django.db import connection

from leads import hand_over
from leads.models import Lead, LeadEvent
from staff.models import User
from staff.roles import SALES
from tests import builders
from tests.desk import forms_of, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(network):
    return signed_in(builders.person(is_superuser=True))


@pytest.fixture
def held(jinan, sales):
    """`held(3)`: so many open leads of `sales` in Jinan."""

    def held(count=1, **fields):
        given = {"kind": "rent", "name": "客户", "city": jinan, "owner": sales}
        return [Lead.objects.create(**given | fields) for _ in range(count)]

    return held


def page(user):
    return f"/admin/staff/user/{user.pk}/change/"


def close(desk, user, leave_out="is_active", **changes):
    """What a browser posts from the person's page once a box is not ticked any more."""
    posted = next(values for _, values, _ in forms_of(words(desk.get(page(user)))) if "username" in values)
    posted = {name: value for name, value in posted.items() if name != leave_out}
    return desk.post(page(user), posted | changes)


def answer(desk, user, asked, **heirs):
    posted = next(values for _, values, _ in forms_of(words(asked)) if "username" in values)
    return desk.post(page(user), posted | heirs, follow=True)


@pytest.mark.slow
@pytest.mark.parametrize("box", ["is_active", "is_staff"])
def test_who_gets_the_open_leads_is_asked_before_an_account_is_closed(desk, held, sales, colleague, jinan, box):
    held(3), held(stage="lost", lost_reason="不租了")
    asked = close(desk, sales, box, last_name="王")
    assert "名下有 3 条没结束的线索" in words(asked)
    assert User.objects.get(pk=sales.pk).is_active
    done = answer(desk, sales, asked, **{f"heir_{jinan.pk}": str(colleague.pk)})
    assert "3 条线索已移交给colleague。" in words(done)
    person = User.objects.get(pk=sales.pk)
    assert (getattr(person, box), person.last_name) == (False, "王")
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner_id, count(*) FROM leads_lead WHERE stage <> 'lost' GROUP BY 1")
        assert cursor.fetchall() == [(colleague.pk, 3)]
    assert set(LeadEvent.objects.values_list("text", "data__from", "data__to")) == {
        ("移交给 colleague", sales.pk, colleague.pk)
    }


@pytest.mark.slow
def test_each_city_is_asked_for_itself_and_offers_who_works_there(desk, held, sales, colleague, jinan, qingdao):
    there = builders.person(SALES, qingdao)
    held(2), held(city=qingdao), held(city=None)
    asked = close(desk, sales)
    fields = asked.context["form"].fields
    assert {name: field.count for name, field in fields.items()} == {
        f"heir_{jinan.pk}": 2,
        f"heir_{qingdao.pk}": 1,
        "heir_0": 1,
    }
    offered = {name: [value for value, _ in field.choices[2:]] for name, field in fields.items()}
    assert offered[f"heir_{jinan.pk}"] == [str(colleague.pk)]
    assert offered[f"heir_{qingdao.pk}"] == [str(there.pk)]
    heirs = {f"heir_{jinan.pk}": "pool", f"heir_{qingdao.pk}": str(there.pk), "heir_0": "pool"}
    done = answer(desk, sales, asked, **heirs)
    assert "3 条线索已放回公共池。" in words(done)
    assert list(Lead.objects.order_by("pk").values_list("owner", flat=True)) == [None, None, there.pk, None]


@pytest.mark.slow
def test_every_number_of_the_page_opens_the_list_it_counts(desk, held, sales, jinan, qingdao):
    held(2), held(city=qingdao), held(city=None), held(stage="lost", lost_reason="不租了")
    for field in close(desk, sales).context["form"].fields.values():
        assert desk.get(field.address).context["cl"].result_count == field.count


@pytest.mark.slow
@pytest.mark.parametrize("heir", ["", "x", "0", "999999", "-1", "SELF", "EDITOR", "\x00", "٣"])
def test_without_a_good_answer_neither_happens(desk, held, sales, editor, jinan, heir):
    held()
    asked = close(desk, sales)
    heir = {"SELF": str(sales.pk), "EDITOR": str(editor.pk)}.get(heir, heir)
    again = answer(desk, sales, asked, **{f"heir_{jinan.pk}": heir})
    assert "还没有停用" in words(again)
    assert 'class="errorlist' in words(again)
    assert User.objects.get(pk=sales.pk).is_active
    assert Lead.objects.get().owner == sales


def test_if_the_handing_over_fails_the_account_stays_open(desk, held, sales, colleague, jinan, monkeypatch):
    held()
    asked = close(desk, sales)

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(hand_over, "hand_on", fail)
    with pytest.raises(RuntimeError):
        answer(desk, sales, asked, **{f"heir_{jinan.pk}": str(colleague.pk)})
    assert User.objects.get(pk=sales.pk).is_active


@pytest.mark.slow
def test_a_form_that_is_refused_hands_nothing_over(desk, held, sales, colleague, jinan):
    held()
    asked = close(desk, sales, username="")
    answer(desk, sales, asked, **{f"heir_{jinan.pk}": str(colleague.pk)})
    assert User.objects.get(pk=sales.pk).is_active
    assert Lead.objects.get().owner == sales


@pytest.mark.slow
def test_who_has_no_open_leads_or_was_closed_before_is_asked_about_nothing(desk, held, sales):
    held(stage="lost", lost_reason="不租了")
    assert close(desk, sales).status_code == 302
    assert not User.objects.get(pk=sales.pk).is_active
    held()
    assert close(desk, sales, last_name="王").status_code == 302


@pytest.mark.slow
def test_saving_anything_else_asks_nothing(desk, held, sales):
    held()
    assert close(desk, sales, leave_out="", last_name="王").status_code == 302
    assert Lead.objects.get().owner == sales


def test_more_than_a_batch_goes_as_well(held, sales, colleague, manager, jinan, monkeypatch):
    monkeypatch.setattr(hand_over, "BATCH", 2)
    held(5)
    assert hand_over.hand_on(sales, {jinan.pk: colleague}, manager) == [(colleague, 5)]


@pytest.mark.slow
def test_nobody_but_an_administrator_closes_accounts(held, sales, colleague, manager, jinan):
    held()
    posted = {"username": "sales", f"heir_{jinan.pk}": str(colleague.pk)}
    assert signed_in(manager).post(page(sales), posted).status_code in {302, 403}
    assert User.objects.get(pk=sales.pk).is_active
    assert Lead.objects.get().owner == sales


@pytest.mark.slow
def test_who_loses_the_right_to_their_own_leads_is_pointed_out(desk, held, sales, qingdao):
    held()
    grant = sales.grants.get()
    changed = close(desk, sales, leave_out="", **{"grants-0-city": str(qingdao.pk)})
    shown = words(desk.get(changed.url))
    assert grant.city_id != sales.grants.get().city_id
    assert "名下还有 1 条没结束的线索，他已没有那里的权限" in shown
    assert f"owner={sales.pk}&amp;work=open" in shown


def test_who_may_no_longer_sign_in_counts_as_having_left(held, sales):
    held()
    assert not Lead.objects.left_behind().exists()
    User.objects.filter(pk=sales.pk).update(is_staff=False)
    assert Lead.objects.left_behind().count() == 1
    assert not hand_over.sellers(None).filter(pk=sales.pk).exists()
