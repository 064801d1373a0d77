"""When an article's content last changed, kept by the database: no save and no bulk change can forget or fake it."""

from django.db import migrations

SQL = """
CREATE FUNCTION articles_date_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.title, OLD.city_id, OLD.zone_id, OLD.section_id, OLD.summary, OLD.cover_id, OLD.body, OLD.byline,
        OLD.source_name, OLD.source_url, OLD.event_date)
        IS DISTINCT FROM (NEW.title, NEW.city_id, NEW.zone_id, NEW.section_id, NEW.summary, NEW.cover_id, NEW.body,
        NEW.byline, NEW.source_name, NEW.source_url, NEW.event_date)
    THEN NEW.content_changed_at := statement_timestamp();
    ELSE NEW.content_changed_at := OLD.content_changed_at;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_date_change BEFORE UPDATE ON articles_article
    FOR EACH ROW EXECUTE FUNCTION articles_date_change();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0010_search_queue")]

    operations = [
        migrations.RunSQL(
            SQL, "DROP TRIGGER articles_date_change ON articles_article; DROP FUNCTION articles_date_change;"
        ),
    ]
