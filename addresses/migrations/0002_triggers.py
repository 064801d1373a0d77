"""A city, zone or tag whose slug changes leaves its old address behind, whoever changes it: so a trigger, not save().

A thing keeps its row, so ten changes of a slug are ten addresses that each lead to it in one hop. An address that is
taken again answers itself: the table is only asked where no page does. A tag that is merged into another leaves its
address to it, and every address that led to it.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION addresses_leave_address(old_key text, new_city bigint, new_zone bigint, new_tag bigint)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO addresses_oldaddress (host, kind, key, city_id, zone_id, tag_id, path, created_at)
    VALUES ('', 'path', lower(old_key), new_city, new_zone, new_tag, '', statement_timestamp())
    ON CONFLICT (kind, key, host) DO UPDATE SET
        city_id = EXCLUDED.city_id, zone_id = EXCLUDED.zone_id, tag_id = EXCLUDED.tag_id,
        article_id = NULL, section_id = NULL, path = '';
$$;

CREATE FUNCTION addresses_city_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM addresses_leave_address('/zones/' || OLD.slug, NEW.id, NULL, NULL);
    PERFORM addresses_leave_address('/zones/' || OLD.slug || '/' || zone.slug, NULL, zone.id, NULL)
    FROM zones_zone AS zone WHERE zone.city_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_city_renamed AFTER UPDATE OF slug ON zones_city
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION addresses_city_renamed();

CREATE FUNCTION addresses_zone_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM addresses_leave_address('/zones/' || city.slug || '/' || OLD.slug, NULL, NEW.id, NULL)
    FROM zones_city AS city WHERE city.id = OLD.city_id;
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_zone_renamed AFTER UPDATE OF slug, city_id ON zones_zone
    FOR EACH ROW WHEN ((OLD.slug, OLD.city_id) IS DISTINCT FROM (NEW.slug, NEW.city_id))
    EXECUTE FUNCTION addresses_zone_renamed();

CREATE FUNCTION addresses_tag_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM addresses_leave_address('/tags/' || OLD.slug, NULL, NULL, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_tag_renamed AFTER UPDATE OF slug ON articles_tag
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION addresses_tag_renamed();

CREATE FUNCTION addresses_tag_merged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE addresses_oldaddress SET tag_id = NEW.merged_into_id WHERE tag_id = NEW.id;
    PERFORM addresses_leave_address('/tags/' || OLD.slug, NULL, NULL, NEW.merged_into_id);
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_tag_merged AFTER UPDATE OF merged_into_id ON articles_tag
    FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND NEW.merged_into_id <> NEW.id)
    EXECUTE FUNCTION addresses_tag_merged();
"""

DROP_FUNCTIONS = """
DROP TRIGGER addresses_city_renamed ON zones_city; DROP FUNCTION addresses_city_renamed;
DROP TRIGGER addresses_zone_renamed ON zones_zone; DROP FUNCTION addresses_zone_renamed;
DROP TRIGGER addresses_tag_renamed ON articles_tag; DROP FUNCTION addresses_tag_renamed;
DROP TRIGGER addresses_tag_merged ON articles_tag; DROP FUNCTION addresses_tag_merged;
DROP FUNCTION addresses_leave_address;
"""


class Migration(migrations.Migration):
    dependencies = [("addresses", "0001_initial"), ("articles", "0001_initial"), ("zones", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS)]
