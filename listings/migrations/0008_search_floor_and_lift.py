"""What the finder can ask for besides: the ground floor, and a goods lift. Rows that are there are filled in batches."""

from typing import Any

from django.db import migrations, models

#: Listings of one transaction.
BATCH = 1000
IS_GROUND = """
CREATE FUNCTION listings_is_ground_floor(floor text, storeys text, kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN kind = 'land' THEN NULL
        WHEN floor ~ '^(地下|负|[Bb]-?[0-9]|-)' THEN false
        WHEN floor ~ '首层|首楼|底层|底楼|整栋|独栋|全栋'
            OR floor ~ '(^|[^0-9一二三四五六七八九十])[1一]([^0-9一二三四五六七八九十.]|$)' THEN true
        WHEN floor ~ '[0-9一二三四五六七八九十]' THEN false
        WHEN storeys = 'single' THEN true
    END
$$;
"""
FACTS = (
    *("city_id", "zone_id", "verified_on", "available_from", "power_kva", "area_m2", "divisible_from_m2"),
    *("clear_height_m", "floor_load_t_m2", "crane_t", "price_value"),
    *("kind", "deal", "crane_state", "storeys", "fire_class", "eia"),
)


def functions(facts: tuple[str, ...], more: dict[str, str], watched: tuple[str, ...]) -> str:
    """SQL that replaces the functions by which the table is kept: `facts` as they are, `more` as {column: SQL}."""
    compared = ("state", *facts, *watched)
    return f"""
CREATE OR REPLACE FUNCTION listings_write_search(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF ids IS NULL THEN RETURN; END IF;
    -- One after another: what follows has to see what another transaction has just written of the same listing.
    PERFORM FROM listings_listing WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM listings_listingsearch WHERE listing_id = ANY (ids);
    INSERT INTO listings_listingsearch (listing_id, {", ".join((*facts, *more))}, price_order, industries_wanted,
        industries_excluded)
    SELECT id, {", ".join((*facts, *more.values()))},
        CASE WHEN deal = 'rent' THEN 0 WHEN kind = 'land' THEN 2e12 ELSE 1e12 END + coalesce(price_value, 1e11),
        (SELECT array_agg(industry_id ORDER BY industry_id) FROM listings_listing_industries_wanted
            WHERE listings_listing_industries_wanted.listing_id = listings_listing.id),
        (SELECT array_agg(industry_id ORDER BY industry_id) FROM listings_listing_industries_excluded
            WHERE listings_listing_industries_excluded.listing_id = listings_listing.id)
    FROM listings_listing WHERE id = ANY (ids) AND state IN ('open', 'reserved');
END $$;

CREATE OR REPLACE FUNCTION listings_search_of_listings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM listings_write_search(array_agg(id)) FROM new_rows WHERE state IN ('open', 'reserved');
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM listings_write_search(array_agg(id)) FROM old_rows;
    ELSE
        PERFORM listings_write_search(array_agg(n.id)) FROM new_rows n JOIN old_rows o USING (id)
        WHERE ({", ".join(f"n.{name}" for name in compared)})
            IS DISTINCT FROM ({", ".join(f"o.{name}" for name in compared)});
    END IF;
    RETURN NULL;
END $$;
"""  # noqa: S608 - our own names


MORE = {"goods_lift_t": "goods_lift_t", "is_ground_floor": "listings_is_ground_floor(floor, storeys, kind)"}
WRITE = IS_GROUND + functions(FACTS, MORE, ("goods_lift_t", "floor"))
WRITE_AS_BEFORE = functions(FACTS, {}, ()) + "DROP FUNCTION listings_is_ground_floor;"


def fill(apps: Any, schema_editor: Any) -> None:
    """Write the rows anew, of so many listings at a time."""
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while last is not None:
            cursor.execute(
                "SELECT max(id), array_agg(id) FROM (SELECT id FROM listings_listing"
                " WHERE id > %s AND state IN ('open', 'reserved') ORDER BY id LIMIT %s) AS batch",
                [last, BATCH],
            )
            last, ids = cursor.fetchone()
            cursor.execute("SELECT listings_write_search(%s::bigint[])", [ids])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("listings", "0007_search")]

    operations = [
        migrations.AddField("listingsearch", "goods_lift_t", models.FloatField(null=True)),
        migrations.AddField("listingsearch", "is_ground_floor", models.BooleanField(null=True)),
        migrations.RunSQL(WRITE, WRITE_AS_BEFORE),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
