"""Every list of the desk, for those who may see it: no more than 12 queries, and the same for 1 and 60 rows."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staff.roles import EDITOR, SALES, SALES_MANAGER, WRITER
from tests import builders
from tests.rows import ROWS, SINGLE

MOST = 12
ROLES = [WRITER, EDITOR, SALES, SALES_MANAGER]


def test_every_list_of_the_desk_is_measured():
    assert {model._meta.label for model in admin.site._registry} == {*ROWS, *SINGLE}


@pytest.fixture
def network(db):
    return builders.portal(contact=builders.contact())


def queries(client, address):
    client.get(address)  # what the process keeps from then on
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("label", ROWS)
def test_a_list_takes_the_same_few_queries_for_1_and_60_rows(client, network, label, role):
    city = builders.city()
    viewer = builders.person(role, city, is_superuser=role is None)
    client.force_login(viewer)
    model = next(model for model in admin.site._registry if model._meta.label == label)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    if client.get(address).status_code == 403:
        return  # not this role's to see
    ROWS[label](city)
    few = queries(client, address)
    for _ in range(59):
        ROWS[label](city)
    many = queries(client, address)
    assert len(few) == len(many) <= MOST, "\n".join(many)
