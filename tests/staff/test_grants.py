"""What a person may do where: the roles granted to them, city by city or everywhere."""

import pytest
from django.contrib.auth.models import Group, Permission

from staff.models import Grant, User
from staff.roles import EDITOR, WRITER
from tests import builders
from zones.models import Zone

pytestmark = pytest.mark.django_db

CHANGE, PUBLISH = "articles.change_article", "articles.publish_article"


def reloaded(user):
    """The person as the next request knows them."""
    return User.objects.get(pk=user.pk)


def test_a_role_counts_in_the_cities_it_is_granted_in():
    here, there, elsewhere = builders.city(), builders.city(), builders.city()
    editor = builders.person(EDITOR, here, there)
    assert editor.cities_for(CHANGE) == {here.pk, there.pk}
    assert [editor.has_perm(CHANGE, builders.article(city=city)) for city in (here, there, elsewhere)] == [
        True,
        True,
        False,
    ]
    assert not editor.has_perm(CHANGE, builders.article())
    assert [editor.has_perm(CHANGE, city) for city in (here, elsewhere)] == [True, False]


def test_asked_in_general_a_permission_held_anywhere_counts():
    editor = builders.person(EDITOR, builders.city())
    assert editor.has_perm(CHANGE)
    assert not editor.has_perm("articles.delete_article")


@pytest.mark.parametrize("everywhere_first", [True, False])
def test_a_grant_for_everywhere_is_not_narrowed_by_one_for_a_city(everywhere_first):
    city, editor = builders.city(), builders.person()
    for where in (None, city) if everywhere_first else (city, None):
        Grant.objects.create(user=editor, role=Group.objects.get(name=EDITOR), city=where)
    assert reloaded(editor).cities_for(CHANGE) is None
    assert reloaded(editor).has_perm(CHANGE, builders.article(city=builders.city()))


def test_of_several_permissions_any_will_do():
    here, there = builders.city(), builders.city()
    person = builders.person(EDITOR, here)
    Grant.objects.create(user=person, role=Group.objects.get(name=WRITER), city=there)
    person = reloaded(person)
    assert person.cities_for(PUBLISH) == {here.pk}
    assert person.cities_for(PUBLISH, CHANGE) == {here.pk, there.pk}


def test_somebody_inactive_may_nothing_anywhere():
    for person in (builders.person(EDITOR, is_active=False), builders.person(is_active=False, is_superuser=True)):
        assert person.cities_for(CHANGE) == set()
        assert not person.has_perm(CHANGE)


def test_the_administrator_may_everything_everywhere():
    assert builders.person(is_superuser=True).cities_for("anything.at_all") is None


def test_who_may_change_rows_sees_them_and_who_may_only_see_them_changes_none():
    here, there = builders.city(), builders.city()
    zones = {city: builders.zone(city=city) for city in (here, there)}
    person = builders.person()
    for codename, city in (("change_zone", here), ("view_zone", there)):
        role = Group.objects.create(name=codename)
        role.permissions.add(Permission.objects.get(codename=codename))
        Grant.objects.create(user=person, role=role, city=city)
    person = reloaded(person)
    assert set(person.within(Zone.objects.all(), "city_id")) == set(zones.values())
    assert list(person.within(Zone.objects.all(), "city_id", "change")) == [zones[here]]
