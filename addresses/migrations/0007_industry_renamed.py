"""An industry whose slug changes leaves its old one behind for the finder, as a section does for its list.

It has no page of its own: what is kept leads to the finder's address with the slug of today, which a further change
takes along.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION addresses_industry_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE addresses_oldaddress SET path = '/listings/?industry=' || NEW.slug
    WHERE kind = 'path' AND path = '/listings/?industry=' || OLD.slug;
    DELETE FROM addresses_oldaddress
    WHERE kind = 'path' AND key = '/listings?industry=' || NEW.slug;
    INSERT INTO addresses_oldaddress (host, kind, key, path, created_at)
    VALUES ('', 'path', '/listings?industry=' || OLD.slug, '/listings/?industry=' || NEW.slug, statement_timestamp())
    ON CONFLICT (kind, key, host) DO UPDATE SET
        path = EXCLUDED.path, city_id = NULL, zone_id = NULL, tag_id = NULL, article_id = NULL, section_id = NULL,
        image_id = NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_industry_renamed AFTER UPDATE OF slug ON zones_industry
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION addresses_industry_renamed();
"""

DROP_FUNCTION = """
DROP TRIGGER addresses_industry_renamed ON zones_industry; DROP FUNCTION addresses_industry_renamed;
"""


class Migration(migrations.Migration):
    dependencies = [("addresses", "0006_old_hosts"), ("zones", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, DROP_FUNCTION)]
