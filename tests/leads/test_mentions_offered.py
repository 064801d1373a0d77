"""Whom a note can name is offered by names alone, to who sees the lead."""

import pytest

from leads import mentions
from staff.roles import EDITOR, SALES
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def offered(who, lead):
    return signed_in(who).get(f"/admin/leads/lead/{lead.pk}/people/")


def test_the_colleagues_of_the_leads_city_are_offered_and_each_name_names_one(lead, sales, jinan, qingdao):
    lead.claim(sales)
    colleague = builders.person(SALES, jinan, last_name="李", first_name="示例")
    builders.person(SALES, qingdao, last_name="外", first_name="地人")
    builders.person(EDITOR, jinan, last_name="编", first_name="辑人")
    names = offered(sales, lead).json()["names"]
    assert "李示例" in names
    assert not {"外地人", "编辑人", sales.display_name} & {*names}
    assert mentions.read("@李示例 请看", jinan.pk, sales).ids == [colleague.pk]


def test_who_does_not_see_the_lead_is_offered_nobody(lead, sales, jinan, qingdao):
    lead.claim(sales)
    assert offered(builders.person(SALES, jinan), lead).status_code == 404
    assert offered(builders.person(SALES, qingdao), lead).status_code == 404
    assert offered(builders.person(EDITOR, jinan), lead).status_code in (302, 403)
