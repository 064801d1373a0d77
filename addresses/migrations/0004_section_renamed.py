"""A section whose slug changes leaves its old address behind, as cities, zones and tags do."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION addresses_section_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO addresses_oldaddress (host, kind, key, section_id, path, created_at)
    VALUES ('', 'path', '/news?section=' || OLD.slug, NEW.id, '', statement_timestamp())
    ON CONFLICT (kind, key, host) DO UPDATE SET
        section_id = EXCLUDED.section_id, city_id = NULL, zone_id = NULL, tag_id = NULL, article_id = NULL, path = '';
    RETURN NULL;
END $$;
CREATE TRIGGER addresses_section_renamed AFTER UPDATE OF slug ON articles_section
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION addresses_section_renamed();
"""

DROP_FUNCTION = """
DROP TRIGGER addresses_section_renamed ON articles_section; DROP FUNCTION addresses_section_renamed;
"""


class Migration(migrations.Migration):
    dependencies = [("addresses", "0003_roles"), ("articles", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, DROP_FUNCTION)]
