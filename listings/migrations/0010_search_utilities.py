"""What the finder can ask for besides: structure, gas, steam and a loading dock. Rows that are there are filled in batches."""

from importlib import import_module

from django.db import migrations, models

_before = import_module("listings.migrations.0008_search_floor_and_lift")

OTHERS = ("structure", "has_gas", "has_steam", "loading_docks")
WATCHED = ("goods_lift_t", "floor")
WRITE = _before.functions(_before.FACTS, _before.MORE | {name: name for name in OTHERS}, (*WATCHED, *OTHERS))
WRITE_AS_BEFORE = _before.functions(_before.FACTS, _before.MORE, WATCHED)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("listings", "0009_stock_import_headings")]

    operations = [
        migrations.AddField("listingsearch", "structure", models.CharField(max_length=10, db_default="")),
        migrations.AddField("listingsearch", "has_gas", models.BooleanField(null=True)),
        migrations.AddField("listingsearch", "has_steam", models.BooleanField(null=True)),
        migrations.AddField("listingsearch", "loading_docks", models.SmallIntegerField(null=True)),
        migrations.RunSQL(WRITE, WRITE_AS_BEFORE),
        migrations.RunPython(_before.fill, migrations.RunPython.noop),
    ]
