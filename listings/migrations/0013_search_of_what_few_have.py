"""Indexes by which what few listings have is found without a look at all of them: each kind's table has its own, since
PostgreSQL makes none of all of them together without a lock.
"""

from importlib import import_module

from django.db import migrations

_KINDS = import_module("listings.migrations.0007_search").KINDS
_INDEXES = {
    "transfers": "(deal) WHERE deal = 'transfer'",  # buildings are let or sold
    "by_height": "(clear_height_m)",
    "by_load": "(floor_load_t_m2)",
    "by_crane": "(crane_t)",
    "by_power": "(power_kva)",
    "by_price_value": "(price_value)",
}
_DROP = "DROP INDEX CONCURRENTLY IF EXISTS listings_{kind}_{name}"
_MAKE = "CREATE INDEX CONCURRENTLY listings_{kind}_{name} ON listings_search_{kind} {what}"


def _each(*statements):
    return [
        sql.format(kind=kind, name=name, what=what)
        for kind in _KINDS
        for name, what in _INDEXES.items()
        for sql in statements
    ]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("listings", "0012_occasion_of_a_change")]

    # Dropped first: what one left that was stopped half-way.
    operations = [migrations.RunSQL(_each(_DROP, _MAKE), _each(_DROP))]
