"""The table that the finder looks through, and the triggers that keep it, whoever writes a listing."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

#: A kind that is added needs a partition of its own.
KINDS = ("factory", "warehouse", "office", "land")
FACTS = (
    *("city_id", "zone_id", "verified_on", "available_from", "power_kva", "area_m2", "divisible_from_m2"),
    *("clear_height_m", "floor_load_t_m2", "crane_t", "price_value"),
    *("kind", "deal", "crane_state", "storeys", "fire_class", "eia"),
)
COLUMNS = (
    "listing_id bigint NOT NULL",
    "city_id bigint NOT NULL",
    "zone_id bigint NOT NULL",
    "verified_on date NOT NULL",
    "available_from date",
    "power_kva integer",
    "area_m2 double precision NOT NULL",
    "divisible_from_m2 double precision",
    "clear_height_m double precision",
    "floor_load_t_m2 double precision",
    "crane_t double precision",
    "price_value double precision",
    "price_order double precision NOT NULL",
    "kind varchar(10) NOT NULL",
    "deal varchar(10) NOT NULL",
    "crane_state varchar(10) NOT NULL",
    "storeys varchar(10) NOT NULL",
    "fire_class varchar(1) NOT NULL",
    "eia varchar(5) NOT NULL",
    "industries_wanted bigint[]",
    "industries_excluded bigint[]",
    "PRIMARY KEY (listing_id, kind)",
)
TABLE = (
    f"CREATE TABLE listings_listingsearch ({', '.join(COLUMNS)}) PARTITION BY LIST (kind)",
    *(
        f"CREATE TABLE listings_listingsearch_{kind} PARTITION OF listings_listingsearch FOR VALUES IN ('{kind}')"
        for kind in KINDS
    ),
    "CREATE INDEX listings_listingsearch_city_id ON listings_listingsearch (city_id)",
    "CREATE INDEX listings_listingsearch_zone_id ON listings_listingsearch (zone_id)",
    "CREATE INDEX search_newest_first ON listings_listingsearch (verified_on DESC, listing_id DESC)",
    "CREATE INDEX search_by_area ON listings_listingsearch (area_m2, verified_on DESC, listing_id DESC)",
    "CREATE INDEX search_by_price ON listings_listingsearch (price_order, verified_on DESC, listing_id DESC)",
)

FUNCTIONS = f"""
CREATE FUNCTION listings_write_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF ids IS NULL THEN RETURN; END IF;
    -- One after another: what follows has to see what another transaction has just written of the same listing.
    PERFORM FROM listings_listing WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM listings_listingsearch WHERE listing_id = ANY (ids);
    INSERT INTO listings_listingsearch (listing_id, {", ".join(FACTS)}, price_order, industries_wanted,
        industries_excluded)
    SELECT id, {", ".join(FACTS)},
        CASE WHEN deal = 'rent' THEN 0 WHEN kind = 'land' THEN 2e12 ELSE 1e12 END + coalesce(price_value, 1e11),
        (SELECT array_agg(industry_id ORDER BY industry_id) FROM listings_listing_industries_wanted
            WHERE listings_listing_industries_wanted.listing_id = listings_listing.id),
        (SELECT array_agg(industry_id ORDER BY industry_id) FROM listings_listing_industries_excluded
            WHERE listings_listing_industries_excluded.listing_id = listings_listing.id)
    FROM listings_listing WHERE id = ANY (ids) AND state IN ('open', 'reserved');
END $$;

CREATE FUNCTION listings_search_of_listings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM listings_write_search(array_agg(id)) FROM new_rows WHERE state IN ('open', 'reserved');
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM listings_write_search(array_agg(id)) FROM old_rows;
    ELSE
        PERFORM listings_write_search(array_agg(n.id)) FROM new_rows n JOIN old_rows o USING (id)
        WHERE ({", ".join(f"n.{name}" for name in ("state", *FACTS))})
            IS DISTINCT FROM ({", ".join(f"o.{name}" for name in ("state", *FACTS))});
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION listings_search_of_industries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM listings_write_search(array_agg(DISTINCT listing_id)) FROM old_rows;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM listings_write_search(array_agg(DISTINCT listing_id)) FROM new_rows;
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608 - our own names
DROP_FUNCTIONS = """
DROP FUNCTION listings_search_of_industries;
DROP FUNCTION listings_search_of_listings;
DROP FUNCTION listings_write_search;
"""
EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}
SOURCES = {
    "listings_listing": "listings_search_of_listings",
    "listings_listing_industries_wanted": "listings_search_of_industries",
    "listings_listing_industries_excluded": "listings_search_of_industries",
}
TRIGGERS = "".join(
    f"CREATE TRIGGER listings_search_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
    f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
    for table, function in SOURCES.items()
    for event, rows in EVENTS.items()
)
DROP_TRIGGERS = "".join(
    f"DROP TRIGGER listings_search_{event.lower()} ON {table};\n" for table in SOURCES for event in EVENTS
)
FILL = "SELECT listings_write_search(array_agg(id)) FROM listings_listing WHERE state IN ('open', 'reserved')"


class Migration(migrations.Migration):
    dependencies = [("listings", "0006_stock_import"), ("zones", "0003_listing_days")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(TABLE, "DROP TABLE listings_listingsearch")],
            [
                migrations.CreateModel(
                    name="ListingSearch",
                    fields=[
                        (
                            "listing",
                            models.OneToOneField(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                primary_key=True,
                                related_name="search",
                                serialize=False,
                                to="listings.listing",
                            ),
                        ),
                        ("verified_on", models.DateField()),
                        ("available_from", models.DateField(null=True)),
                        ("power_kva", models.IntegerField(null=True)),
                        ("area_m2", models.FloatField()),
                        ("divisible_from_m2", models.FloatField(null=True)),
                        ("clear_height_m", models.FloatField(null=True)),
                        ("floor_load_t_m2", models.FloatField(null=True)),
                        ("crane_t", models.FloatField(null=True)),
                        ("price_value", models.FloatField(null=True)),
                        ("price_order", models.FloatField()),
                        ("kind", models.CharField(max_length=10)),
                        ("deal", models.CharField(max_length=10)),
                        ("crane_state", models.CharField(max_length=10)),
                        ("storeys", models.CharField(max_length=10)),
                        ("fire_class", models.CharField(max_length=1)),
                        ("eia", models.CharField(max_length=5)),
                        (
                            "industries_wanted",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), null=True, size=None
                            ),
                        ),
                        (
                            "industries_excluded",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), null=True, size=None
                            ),
                        ),
                        (
                            "city",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="zones.city",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="zones.zone",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "房源索引",
                        "verbose_name_plural": "房源索引",
                        "default_permissions": (),
                        "indexes": [
                            models.Index(fields=["-verified_on", "-listing"], name="search_newest_first"),
                            models.Index(fields=["area_m2", "-verified_on", "-listing"], name="search_by_area"),
                            models.Index(fields=["price_order", "-verified_on", "-listing"], name="search_by_price"),
                        ],
                    },
                ),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
