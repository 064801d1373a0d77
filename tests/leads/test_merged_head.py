"""What the head of the lead that stays says after a merge: what was known of either, and each number once."""

import pytest

from leads import merging
from leads.models import Lead
from tests.leads.people import people_of

pytestmark = pytest.mark.django_db
NUMBER, OTHER = "+8613900000001", "+8613900000002"
CODE = "91370100MA3XXXXX0X"


@pytest.fixture
def pair(jinan, sales):
    """(an older lead with a company, a newer one of which nothing is known), made with what differs."""
    numbers = iter(range(1, 9))

    def make(**fields):
        common = {"kind": "rent", "city": jinan, "owner": sales, "receipt": f"AAAAAA00000{next(numbers)}"}
        return Lead.objects.create(**{**common, "phone": NUMBER, **fields})

    return make


def merged(older, newer, actor):
    merging.merge(older, newer, actor)
    newer.refresh_from_db()
    return newer


def test_the_one_that_stays_has_the_company_of_the_other_until_they_are_parted(pair, sales):
    older = pair(name="王先生", company="示例重工", credit_code=CODE)
    newer = merged(older, pair(name="王先生"), sales)
    assert (newer.company, newer.credit_code) == ("示例重工", CODE)
    assert newer.company_key == Lead.objects.get(pk=older.pk).company_key
    assert newer.events.filter(kind="merged", text__contains="公司").exists()
    merging.part(older, sales)
    newer.refresh_from_db()
    older.refresh_from_db()
    assert (newer.company, newer.credit_code) == ("", "")
    assert (older.company, older.credit_code) == ("示例重工", CODE)


def test_what_it_says_itself_stays_and_no_code_of_another_company_comes(pair, sales):
    older = pair(name="王先生", company="示例重工", credit_code=CODE)
    newer = merged(older, pair(name="王先生", company="别家"), sales)
    assert (newer.company, newer.credit_code) == ("别家", "")


def test_what_was_corrected_since_the_merge_stays_when_they_are_parted(pair, sales):
    older = pair(name="王先生", company="示例重工")
    newer = merged(older, pair(name="王先生"), sales)
    newer.company = "示例重工集团"
    newer.save(update_fields=["company"])
    merging.part(older, sales)
    newer.refresh_from_db()
    assert newer.company == "示例重工集团"


@pytest.mark.parametrize("name", ["王先生", "王总", "客户"])
def test_a_number_that_both_have_stands_once(pair, sales, name):
    older, newer = pair(name="王先生"), pair(name=name)
    merged(older, newer, sales)
    expected = "王先生" if name == "客户" else name
    assert people_of(newer) == {expected: [NUMBER]}
    assert newer.name == expected
    merging.part(older, sales)
    newer.refresh_from_db()
    assert (people_of(older), people_of(newer)) == ({"王先生": [NUMBER]}, {name: [NUMBER]})
    assert newer.name == name


def test_whom_nobody_had_asked_is_whom_the_other_knows_whichever_stays(pair, sales):
    newer = merged(pair(name="客户"), pair(name="王先生"), sales)
    assert people_of(newer) == {"王先生": [NUMBER]}


def test_two_people_of_one_number_stay_two(pair, sales):
    newer = merged(pair(name="赵建国"), pair(name="周敏"), sales)
    assert people_of(newer) == {"周敏": [NUMBER], "赵建国": [NUMBER]}
