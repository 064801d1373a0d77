"""Queries compiled once and prepared once a connection: the same answers as the querysets they come from."""

import pytest
from django.db import DataError, connection, transaction

from plumbing import prepared
from plumbing.prepared import Prepared, PreparedObjects
from tests import builders
from zones.models import City, Zone

#: Within a transaction, as tests usually are, nothing is prepared.
pytestmark = pytest.mark.django_db(transaction=True)


def statements():
    """The names of what is prepared in our session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def new_connection():
    connection.close()


@pytest.fixture
def names_of():
    return Prepared(lambda pk, slug: City.objects.filter(pk__gte=pk, slug=slug).values_list("name"))


def test_each_call_is_filled_in_anew(names_of):
    one, other = builders.city(), builders.city()
    assert names_of(pk=0, slug=one.slug) == [(one.name,)]
    assert names_of(pk=0, slug=other.slug) == [(other.name,)]
    assert names_of(pk=other.pk + 1, slug=other.slug) == []


def test_an_argument_is_a_value_whatever_it_looks_like(names_of):
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
    for _ in range(3):
        names_of(pk=0, slug="a")
    assert len(statements()) == 1


def test_a_connection_on_which_nothing_may_stay_prepares_nothing(names_of, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    city = builders.city()
    assert names_of(pk=0, slug=city.slug) == [(city.name,)]
    assert statements() == []


def test_within_a_transaction_nothing_is_prepared(names_of):
    """An error of a statement out of date would break it."""
    city = builders.city()
    with transaction.atomic():
        assert names_of(pk=0, slug=city.slug) == [(city.name,)]
    assert statements() == []


def test_a_new_connection_prepares_it_again(names_of):
    names_of(pk=0, slug="a")
    connection.close()
    assert names_of(pk=0, slug="a") == []
    assert len(statements()) == 1


def test_a_table_with_a_new_column_is_planned_anew(names_of, own_table):
    own_table("ADD COLUMN later text", lambda: names_of(pk=0, slug="a"))
    assert names_of(pk=0, slug="a") == [("示例市",)]


def test_a_column_of_another_type_is_prepared_anew(names_of, own_table, django_assert_num_queries):
    """PostgreSQL says "cached plan must not change result type", for as long as the connection lives."""
    own_table("ALTER COLUMN name TYPE varchar(1000)", lambda: names_of(pk=0, slug="a"))
    assert names_of(pk=0, slug="a") == [("示例市",)]
    with django_assert_num_queries(1):
        assert names_of(pk=0, slug="a") == [("示例市",)]
    assert len(statements()) == 1


def test_a_column_of_another_type_breaks_no_transaction(names_of, own_table):
    own_table("ALTER COLUMN name TYPE varchar(1000)", lambda: names_of(pk=0, slug="a"))
    with transaction.atomic():
        assert names_of(pk=0, slug="a") == [("示例市",)]
        assert names_of(pk=0, slug="a") == [("示例市",)]


@pytest.fixture
def own_table():
    """Changes a table after a query has been prepared; a temporary one, which hides the real one from this session."""

    def change(how, prepare):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE zones_city AS SELECT * FROM zones_city LIMIT 0")
            cursor.execute("INSERT INTO zones_city (id, name, slug) VALUES (1, '示例市', 'a')")
            prepare()
            cursor.execute(f"ALTER TABLE zones_city {how}")

    yield change
    connection.close()


def test_a_session_that_a_pooler_put_in_its_place_is_prepared_anew(names_of, django_assert_num_queries):
    city = builders.city()
    names_of(pk=0, slug=city.slug)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert names_of(pk=0, slug=city.slug) == [(city.name,)]
    with django_assert_num_queries(1):
        assert names_of(pk=0, slug=city.slug) == [(city.name,)]


def test_a_session_in_which_another_process_prepared_it_is_used_as_it_is(names_of, django_assert_num_queries):
    city = builders.city()
    names_of(pk=0, slug=city.slug)
    prepared._prepared.clear()
    with django_assert_num_queries(1):
        assert names_of(pk=0, slug=city.slug) == [(city.name,)]


def test_what_is_asked_differently_has_another_name():
    """Names meet in a session that a pooler shares out: the same one must mean the same query in every process."""

    def cities(order):
        return Prepared(lambda pk: City.objects.filter(pk=pk, order=order).values_list("name"))

    for order in (1, 2, 2):
        cities(order)(pk=1)
    assert len(statements()) == 2


def test_errors_are_djangos_own_and_asked_once(names_of, django_assert_num_queries):
    with pytest.raises(DataError), django_assert_num_queries(1):
        names_of(pk=10**30, slug="a")
