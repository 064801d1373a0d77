"""The desk's forms know every constraint of the database: what it would refuse, they refuse first, and say why."""

from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.db.models import CheckConstraint
from django.test import RequestFactory
from django.urls import reverse

from addresses.models import OldAddress
from tests import builders
from tests.desk import forms_of, words
from tests.rows import ROWS, SINGLE

pytestmark = pytest.mark.django_db

#: Rows that differ from those of the lists: one that the constraints leave something to say about.
OTHERS = {
    "articles.Article": lambda city: builders.draft(city=city, zone=builders.zone(city=city)),
    "addresses.OldAddress": lambda city: OldAddress.objects.create(kind="path", key="/old/here", path="/zones/"),
}
#: {constraint: [({fields of the form}, whether the database takes them)]}
VALUES = {
    "article_published_has_its_times": [({"published_at": "", "_publish": "1"}, True)],
    "article_expires_after_it_appears": [
        ({"published_at": "2026-03-02T08:00", "expires_at": "2026-03-02T08:00"}, False),
        ({"published_at": "2026-03-02T08:00", "expires_at": "2026-03-02T08:01"}, True),
        ({"published_at": "", "expires_at": "2020-03-02T08:00"}, False),
        ({"published_at": "", "expires_at": "2020-03-02T08:00", "_publish": "1"}, False),
        ({"published_at": "", "expires_at": "2199-03-02T08:00", "_publish": "1"}, True),
    ],
    "article_zone_has_a_city": [({"city": ""}, True), ({"city": "", "zone": ""}, True)],
    "article_has_a_title": [({"title": ""}, False), ({"title": "　"}, False), ({"title": "题"}, True)],
    "synonym_is_of_another_word": [
        ({"words": "厂房"}, False),
        ({"words": "厂房、厂房"}, False),
        ({"words": "厂房、车间"}, True),
    ],
    "section_has_an_address": [({"slug": "动态"}, False), ({"slug": ""}, True), ({"slug": "dong-tai"}, True)],
    "city_has_an_address": [({"slug": "济南"}, False), ({"slug": "-"}, False), ({"slug": "ji-nan"}, True)],
    "city_slug_is_no_page_of_ours": [({"slug": "compare"}, False), ({"slug": "compare-2"}, True)],
    "zone_has_an_address": [({"slug": "gao/xin"}, False), ({"slug": "👍"}, False), ({"slug": "gaoxin-2"}, True)],
    "industry_has_an_address": [({"slug": "👍"}, False), ({"slug": "a--b"}, False), ({"slug": "a-b"}, True)],
    "zone_position_is_whole": [
        ({"longitude": "117.1", "latitude": ""}, False),
        ({"longitude": "180.1", "latitude": "36"}, False),
        ({"longitude": "117.1", "latitude": "36.6"}, True),
    ],
    "zone_unit_areas_are_in_order": [
        ({"unit_area_min": "500", "unit_area_max": "499"}, False),
        ({"unit_area_min": "500", "unit_area_max": "500"}, True),
    ],
    "zone_rents_are_in_order": [
        ({"rent_min": "20", "rent_max": "19.99"}, False),
        ({"rent_min": "20", "rent_max": "20"}, True),
    ],
    "verification_name_fits_its_kind": [
        ({"kind": "file", "name": "a.php"}, False),
        ({"kind": "file", "name": "../abcd.txt"}, False),
        ({"kind": "tag", "name": "a b"}, False),
        ({"kind": "file", "name": "baidu_verify_1.html"}, True),
    ],
    "verification_is_a_plain_code": [
        ({"content": "<script>"}, False),
        ({"content": ""}, False),
        ({"content": "code-abc_1"}, True),
    ],
    "old_address_leads_to_our_own_path": [
        ({"path": "//evil.example/"}, False),
        ({"path": "https://evil.example/"}, False),
        ({"path": "/zones/", "article": ""}, True),
    ],
    "old_address_leads_not_to_itself": [
        ({"path": "/old/here", "article": ""}, False),
        ({"path": "/tags/", "article": ""}, True),
    ],
    "listing_on_offer_is_known": [
        ({"area_m2": ""}, False),
        ({"verified_on": ""}, False),
        ({"area_m2": "", "state": "draft"}, True),
    ],
    "listing_part_is_not_larger": [
        ({"divisible_from_m2": "3001"}, False),
        ({"area_m2": "", "divisible_from_m2": "30", "state": "draft"}, False),
        ({"divisible_from_m2": "3000"}, True),
    ],
    "listing_sizes_are_positive": [
        ({"clear_height_m": "0"}, False),
        ({"crane_t": "-1"}, False),
        ({"power_kva": "0"}, False),
        ({"power_kva": "1"}, True),
    ],
    "lead_kind_is_known": [({"kind": "other"}, True), ({"kind": "complaint"}, False), ({"kind": ""}, False)],
    "desk_opens_before_it_closes": [
        ({"opens": "18:00", "closes": "18:00"}, False),
        ({"opens": "09:00", "closes": "09:01"}, True),
    ],
    "protection_is_longer_than_its_warning": [
        ({"protection_days": "2"}, False),
        ({"protection_days": "3"}, True),
        ({"protection_days": ""}, True),
    ],
    "who_may_claim_may_claim_something": [
        ({"most_claims": "0"}, False),
        ({"most_claims": "1"}, True),
        ({"most_claims": ""}, True),
    ],
    "cool_off_is_some_time": [
        ({"cool_off_days": "0"}, False),
        ({"cool_off_days": "1"}, True),
    ],
    "who_is_on_duty_gets_something": [({"most_open": "0"}, False), ({"most_open": "1"}, True)],
    "duty_begins_before_it_ends": [
        ({"begins": "09:00", "ends": "09:00"}, False),
        ({"begins": "09:00", "ends": "12:00"}, True),
        ({"begins": "09:00", "ends": ""}, True),
    ],
    "leave_is_whole": [
        ({"away_from": "2026-12-01", "away_until": ""}, False),
        ({"away_from": "", "away_until": "2026-12-01"}, False),
        ({"away_from": "2026-12-02", "away_until": "2026-12-01"}, False),
        ({"away_from": "2026-12-01", "away_until": "2026-12-01"}, True),
    ],
    "target_is_of_a_first_day": [({"month": "2026-10-17"}, True), ({"month": "2026-10-01"}, True)],
    "loss_reason_has_a_name": [({"name": " "}, False), ({"name": "电力不够"}, True)],
    "loss_reason_use_is_known": [({"used_for": "x"}, False), ({"used_for": "both"}, True)],
    "target_is_of_something": [({"received": ""}, False), ({"received": "", "signed": "0"}, True)],
    "channel_address_fits_its_kind": [
        ({"kind": "email", "target": "desk"}, False),
        ({"kind": "webhook", "target": "http://example.com/"}, False),
        ({"kind": "app", "target": "https://example.com/"}, False),
        ({"kind": "email", "target": "desk@example.com"}, True),
    ],
}


def admin_of(label):
    return next(each for model, each in admin.site._registry.items() if model._meta.label == label)


def constraints_of_forms():
    """{constraint: label of its model}, of all that a form of the desk has a field of."""
    request = RequestFactory().get("/")
    request.user = builders.person(is_superuser=True)
    found = {}
    for label in [*ROWS, *SINGLE]:
        model_admin = admin_of(label)
        if model_admin.has_add_permission(request) or model_admin.has_change_permission(request):
            fields = model_admin.get_form(request).base_fields
            for constraint in model_admin.model._meta.constraints:
                if (
                    isinstance(constraint, CheckConstraint)
                    and constraint.condition.referenced_base_fields & fields.keys()
                ):
                    found[constraint.name] = label
    return found


def test_every_constraint_of_a_form_has_its_values():
    assert constraints_of_forms().keys() == VALUES.keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("constraint", "fields", "is_taken"),
    [(constraint, *each) for constraint, values in VALUES.items() for each in values],
)
def test_a_form_takes_what_the_database_takes_and_refuses_the_rest_in_words(client, constraint, fields, is_taken):
    label = constraints_of_forms()[constraint]
    row = (ROWS | OTHERS)[label](builders.city())
    client.force_login(builders.person(is_superuser=True))
    page = reverse(f"admin:{label.lower().replace('.', '_')}_change", args=[row.pk])
    [(action, values, _)] = [form for form in forms_of(words(client.get(page))) if fields.keys() & {*form[1], *form[2]}]
    answer = client.post(urljoin(page, action), {**values, **fields})
    assert answer.status_code == (302 if is_taken else 200)
    if not is_taken:
        assert "约束" not in words(answer)  # what Django says of a constraint that nobody has put into words
        assert 'class="errorlist' in words(answer)
