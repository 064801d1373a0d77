"""Whatever stands in a field of the desk's forms: a clear answer, and no page that fails because of it afterwards."""

from urllib.parse import urljoin

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from staff.models import User
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
    answer = client.get(page)
    # Of what there is one row in all, the list leads to it.
    for action, values, types in forms_of(words(answer)) if answer.status_code == 200 else ():
        for name, kind in types.items():
            for odd in ODD.get(kind, TEXTS):
                yield urljoin(page, action), {**values, name: odd}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("label", [*ROWS, *sorted(SINGLE)])
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
            failures += failing(client, "post", address, posted, [reverse(f"{name}_changelist"), page, *PAGES])
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
        # An old list's page is where its next step is.
        shown = client.get(reverse(f"{name}_change", args=[row.pk]), follow=True)
        page = shown.request["PATH_INFO"]
        for action, values, types in forms_of(words(shown)):
            pages = [reverse(f"{name}_changelist"), page, *PAGES]
            forms += [(urljoin(page, action), values, field, kind, pages) for field, kind in types.items()]

    @given(st.data())
    def walk(data):
        address, values, field, kind, pages = data.draw(st.sampled_from(forms))
        typed = data.draw(BY_KIND.get(kind, ANYTHING))
        with transaction.atomic():
            assert failing(client, "post", address, {**values, field: typed}, pages) == []
            transaction.set_rollback(True)

    walk()


#: What stands in the address of a list that somebody has typed or changed, and among the boxes that were ticked.
ODD_PARTS = ["99999", "-1", "9999", "1", "２０２６", "9" * 20, "\x00", "", "九", "2026-02-30", "9999-12-31 23:59:59"]
ODD_KEYS = ["abc", "9" * 20, "9" * 5000, "\x00", "", "-1"]
#: Names that every list of Django's knows, and columns of dates that the desk's tables have.
LIST_KEYS = ["o", "p", "all", "q", "e", "_popup", "_to_field", "created_at__year", "created_at__day", "sent_at__year"]


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def asked_of(model_admin, request):
    """The keys by which a list's address may narrow it: those of its filters and of its dates."""
    for each in [*model_admin.get_list_filter(request), model_admin.date_hierarchy]:
        name = each[0] if isinstance(each, tuple) else getattr(each, "parameter_name", each)
        yield from [name, *(f"{name}__{part}" for part in ("exact", "id__exact", "year", "gte", "isempty"))]


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("label", [*ROWS, *sorted(SINGLE)])
# Django reads a date without a zone as one of ours, and warns of it.
@pytest.mark.filterwarnings("ignore:.*received a naive datetime")
def test_no_address_takes_a_list_down_and_no_selection_does(client, rf, label):
    builders.portal(contact=builders.contact())
    model, model_admin = next(each for each in admin.site._registry.items() if each[0]._meta.label == label)
    row = ROWS[label](builders.city()) if label in ROWS else model.objects.get_or_create(pk=1)[0]
    client.force_login(builders.person(is_superuser=True))
    request = rf.get("/")
    request.user = User.objects.get(is_superuser=True)
    failures = []
    for key in {*LIST_KEYS, *asked_of(model_admin, request)}:
        for odd in ODD_PARTS:
            failures += failing(client, "get", list_of(model), {key: odd})
    posts = [
        {"action": action, "_selected_action": [row.pk, odd], "index": "0", **more}
        for action in model_admin.get_actions(request)
        for odd in ODD_KEYS
        for more in ({}, {"_confirmed": "1", "post": "yes", "reason": "示例"}, {"select_across": odd})
    ]
    posts += [posted for _, posted in odd_posts(client, list_of(model))]
    for posted in posts:
        with transaction.atomic():
            failures += failing(client, "post", list_of(model), posted)
            transaction.set_rollback(True)
    assert failures == []


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["99999", "10000", "9999", "-1", "0", "", "9" * 20])
@pytest.mark.parametrize(
    "column", ["leads/lead/?created_at", "images/image/?created_at", "leads/notification/?sent_at"]
)
def test_a_year_that_is_none_leads_back_to_the_list(client, column, year):
    client.force_login(builders.person(is_superuser=True))
    answer = client.get(f"/admin/{column}__year={year}")
    assert answer["Location"] == f"/admin/{column.partition('?')[0]}?e=1"


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["created_at__year=99999", "created_at__year=-1"])
def test_nor_is_anything_exported_by_it(client, query):
    client.force_login(builders.person(is_superuser=True))
    assert client.get(f"/admin/leads/lead/export/csv/?{query}")["Location"] == "/admin/leads/lead/?e=1"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["jobs/job/?created_at__year=99999", "images/image/?rendered_widths=1"])
def test_a_list_is_narrowed_by_its_own_filters_alone(client, address):
    client.force_login(builders.person(is_superuser=True))
    assert client.get(f"/admin/{address}").status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["abc", "\x00", ""])
def test_a_selection_that_can_be_no_row_changes_nothing_and_says_so(client, key):
    draft = builders.draft()
    client.force_login(builders.person(is_superuser=True))
    posted = {"action": "publish_selected", "_selected_action": [draft.pk, key]}
    page = words(client.post(list_of(type(draft)), posted, follow=True))
    assert "所选的条目认不出来，什么都没有改动。请重新勾选。" in page
    draft.refresh_from_db()
    assert draft.status == "draft"


def failing(client, method, address, sent, pages=()):
    """What fails when this is sent, and of these pages afterwards if it was taken."""
    try:
        answer = getattr(client, method)(address, sent)
        if answer.status_code >= 500:
            return [(method, address, sent)]
        if answer.status_code == 302:
            return [(address, sent, page) for page in pages if client.get(page).status_code >= 500]
    except Exception as error:  # whatever it is, the walk goes on
        return [(method, address, sent, repr(error))]
    return []
