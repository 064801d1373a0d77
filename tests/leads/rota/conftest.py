"""A city with a rota, who is on duty in it, and leads that nobody has."""

import pytest

from leads.models import Duty, Lead, SalesRules
from tests.leads.rota.week import day


@pytest.fixture
def rules(jinan):
    return SalesRules.objects.create(city=jinan, has_rota=True)


@pytest.fixture
def duty(jinan):
    """`duty(sales, away_from=…)`."""

    def duty(user, **fields):
        return Duty.objects.create(**{"user": user, "city": jinan, **fields})

    return duty


@pytest.fixture
def new(jinan):
    """`new(3)`: so many leads of the city that nobody has, the oldest first."""

    def new(count=1, **fields):
        return [
            Lead.objects.create(
                **{"kind": "rent", "name": "客户", "city": jinan, "created_at": day("24 11:00"), **fields}
            )
            for _ in range(count)
        ]

    return new
