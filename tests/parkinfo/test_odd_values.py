"""Whatever stands in a field of the desk's forms: a clear answer, and no page that fails because of it afterwards."""

from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.desk import forms_of, words
from tests.rows import ROWS, SINGLE

DATES = ["0001-01-01", "9999-12-31", "2026-02-30"]
MOMENTS = ["0001-01-01T00:00", "9999-12-31T23:59:59", "2026-11-02T25:61"]
NUMBERS = ["-1", "99999999999999999999", "1e308", "NaN", "0.000000000001"]
TEXTS = ["\x00", "👍", "\u202e\u2066", "字" * 5000, "<p>库房<![>面积</p>", "javascript:alert(1)"]
#: By the type of the input, if other than TEXTS.
ODD = {"date": DATES, "datetime-local": MOMENTS, "number": NUMBERS, "file": [], "submit": [], "button": [], "image": []}
ODD |= {kind: ["\x00", "99999999999999999999"] for kind in ("select", "hidden", "checkbox", "radio")}
#: What lists the city's and the network's things.
PAGES = ["/", "/news/", "/zones/", "/tags/", "/search/?q=示例"]


def odd_posts(client, page):
    """(address, {name: value}) of a page's forms with one odd value each."""
    for action, values, types in forms_of(words(client.get(page))):
        for name, kind in types.items():
            for odd in ODD.get(kind, TEXTS):
                yield urljoin(page, action), {**values, name: odd}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("label", [*ROWS, *SINGLE])
def test_no_field_takes_a_page_down(client, label):
    builders.portal(contact=builders.contact())
    model = next(model for model in admin.site._registry if model._meta.label == label)
    row = ROWS[label](builders.city()) if label in ROWS else model.objects.get_or_create(pk=1)[0]
    client.force_login(builders.person(is_superuser=True))
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    page = reverse(f"{name}_change", args=[row.pk])
    failures = []
    for address, posted in odd_posts(client, page):
        with transaction.atomic():
            failures += failing(client, address, posted, [reverse(f"{name}_changelist"), page, *PAGES])
            transaction.set_rollback(True)
    assert failures == []


#: By the type of the input: what nobody thought of.
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
BY_KIND = {
    "date": st.dates().map(str) | ANYTHING,
    "datetime-local": st.datetimes().map(lambda moment: moment.isoformat()) | ANYTHING,
    "number": st.integers().map(str) | st.floats().map(str) | st.decimals().map(str) | ANYTHING,
    "email": st.emails() | ANYTHING,
    "url": st.from_regex(r"[a-z]{1,9}:/?/?\S{0,60}", fullmatch=True) | ANYTHING,
}


@pytest.mark.slow
@pytest.mark.django_db
def test_nor_does_anything_else(client):
    builders.portal(contact=builders.contact())
    client.force_login(builders.person(is_superuser=True))
    forms = []
    for model in admin.site._registry:
        label = model._meta.label
        row = ROWS[label](builders.city()) if label in ROWS else model.objects.get_or_create(pk=1)[0]
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        page = reverse(f"{name}_change", args=[row.pk])
        for action, values, types in forms_of(words(client.get(page))):
            pages = [reverse(f"{name}_changelist"), page, *PAGES]
            forms += [(urljoin(page, action), values, field, kind, pages) for field, kind in types.items()]

    @given(st.data())
    def walk(data):
        address, values, field, kind, pages = data.draw(st.sampled_from(forms))
        typed = data.draw(BY_KIND.get(kind, ANYTHING))
        with transaction.atomic():
            assert failing(client, address, {**values, field: typed}, pages) == []
            transaction.set_rollback(True)

    walk()


def failing(client, address, posted, pages):
    """What fails when this is posted, and of these pages afterwards if it was taken."""
    try:
        answer = client.post(address, posted)
        if answer.status_code >= 500:
            return [(address, posted)]
        if answer.status_code == 302:
            return [(address, posted, page) for page in pages if client.get(page).status_code >= 500]
    except Exception as error:  # whatever it is, the walk goes on
        return [(address, posted, repr(error))]
    return []
