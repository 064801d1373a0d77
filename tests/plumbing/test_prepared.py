"""Queries compiled once and prepared once a connection: the same answers as the querysets they come from."""

import pytest
from django.db import DataError, connection

from plumbing.prepared import Prepared, PreparedObjects
from tests import builders
from zones.models import City, Zone

pytestmark = pytest.mark.django_db


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        return cursor.fetchone()[0]


@pytest.fixture
def names_of():
    return Prepared(lambda pk, slug: City.objects.filter(pk__gte=pk, slug=slug).values_list("name"))


def test_each_call_is_filled_in_anew(names_of):
    one, other = builders.city(), builders.city()
    assert names_of(pk=0, slug=one.slug) == [(one.name,)]
    assert names_of(pk=0, slug=other.slug) == [(other.name,)]
    assert names_of(pk=other.pk + 1, slug=other.slug) == []


def test_what_is_asked_for_is_a_value_whatever_it_looks_like(names_of):
    assert names_of(pk=0, slug="'; DROP TABLE zones_city; --%s $1") == []


def test_none_asks_for_what_has_none():
    with_contact, without = builders.city(contact=builders.contact()), builders.city()
    cities = Prepared(lambda contact: City.objects.filter(contact=contact).values_list("pk"))
    assert cities(contact=with_contact.contact_id) == [(with_contact.pk,)]
    assert cities(contact=None) == [(without.pk,)]


def test_objects_come_with_their_relations_and_no_more_queries(django_assert_num_queries):
    zone = builders.zone()
    read = PreparedObjects(
        Zone, {"": ("name", "city_id"), "city": ("name",), "cover": ("alt",)}, lambda pk: Zone.objects.filter(pk=pk)
    )
    with django_assert_num_queries(1):
        [found] = read(pk=zone.pk)
        assert (found, found.name, found.city.name, found.cover) == (zone, zone.name, zone.city.name, None)


def test_a_connection_that_is_kept_prepares_a_query_once(names_of):
    before = prepared()
    for _ in range(3):
        names_of(pk=0, slug="a")
    assert prepared() == before + 1


def test_a_connection_that_is_not_kept_prepares_nothing(names_of, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    city, before = builders.city(), prepared()
    assert names_of(pk=0, slug=city.slug) == [(city.name,)]
    assert prepared() == before


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_it_again(names_of):
    names_of(pk=0, slug="a")
    connection.close()
    assert names_of(pk=0, slug="a") == []


def test_a_table_that_changes_meanwhile_is_planned_anew(names_of):
    city = builders.city()
    names_of(pk=0, slug=city.slug)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE zones_city ADD COLUMN later text")
    assert names_of(pk=0, slug=city.slug) == [(city.name,)]


def test_errors_are_djangos_own(names_of):
    with pytest.raises(DataError):
        names_of(pk=10**30, slug="a")
