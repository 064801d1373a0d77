"""What is on offer is public: each change of it bumps the content version of its city."""

from importlib import import_module

from django.db import migrations

before = import_module("parkinfo.migrations.0002_triggers_and_indexes")
#: Columns that no page shows.
PRIVATE = "{landlord,landlord_phone,commission,source,verified_by_id,created_at,updated_at}"
#: The industries of a listing and its pictures: rows that name their listing.
PARTS = ("listings_listingpicture", "listings_listing_industries_wanted", "listings_listing_industries_excluded")

FUNCTIONS = """
CREATE FUNCTION parkinfo_listings_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    private text[] := TG_ARGV[0]::text[];
    on_offer text[] := '{open,reserved}';
    cities bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT city_id) INTO cities FROM new_rows WHERE state = ANY (on_offer);
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT city_id) INTO cities FROM old_rows WHERE state = ANY (on_offer);
    ELSE
        SELECT array_agg(DISTINCT city) INTO cities
        FROM old_rows o JOIN new_rows n USING (id)
        CROSS JOIN LATERAL (VALUES (o.city_id), (n.city_id)) AS either (city)
        WHERE (o.state = ANY (on_offer) OR n.state = ANY (on_offer))
            AND to_jsonb(o) - private IS DISTINCT FROM to_jsonb(n) - private;
    END IF;
    IF cities IS NOT NULL THEN PERFORM parkinfo_bump(cities); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION parkinfo_listing_parts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cities bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT l.city_id) INTO cities
        FROM old_rows JOIN listings_listing l ON l.id = listing_id WHERE l.state IN ('open', 'reserved');
    ELSE
        SELECT array_agg(DISTINCT l.city_id) INTO cities
        FROM new_rows JOIN listings_listing l ON l.id = listing_id WHERE l.state IN ('open', 'reserved');
    END IF;
    IF cities IS NOT NULL THEN PERFORM parkinfo_bump(cities); END IF;
    RETURN NULL;
END $$;
"""
DROP_FUNCTIONS = "DROP FUNCTION parkinfo_listing_parts_changed; DROP FUNCTION parkinfo_listings_changed;"

#: A picture that changes is looked for among the listings as well.
PICTURES = "UNION ALL\n        SELECT city_id FROM articles_article\n        WHERE status = 'published' AND body LIKE"
OF_LISTINGS = """UNION ALL
        SELECT l.city_id FROM listings_listingpicture p JOIN listings_listing l ON l.id = p.listing_id
        WHERE l.state IN ('open', 'reserved') AND p.image_id = ANY (changed)
        """
_begin = before.FUNCTIONS.index("CREATE FUNCTION parkinfo_pictures_changed()")
_old = before.FUNCTIONS[_begin : before.FUNCTIONS.index("CREATE FUNCTION parkinfo_tagging_changed()")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
assert _old.count(PICTURES) == 1  # noqa: S101 - of a file that is frozen
_new = _old.replace(PICTURES, OF_LISTINGS + PICTURES)


class Migration(migrations.Migration):
    dependencies = [("parkinfo", "0003_synonyms_bump_the_version"), ("listings", "0002_numbers_and_cities")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        before.triggers("listings_listing", f"parkinfo_listings_changed('{PRIVATE}')"),
        *(before.triggers(table, "parkinfo_listing_parts_changed()") for table in PARTS),
        migrations.RunSQL(_new, _old),
    ]
