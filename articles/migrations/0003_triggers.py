"""What the database itself keeps true of articles: the zone's city, the tags' dates, the archive's daily counts."""

from django.db import migrations

ZONE_OF_CITY = """
ALTER TABLE articles_article ADD CONSTRAINT article_zone_is_of_its_city
    FOREIGN KEY (zone_id, city_id) REFERENCES zones_zone (id, city_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""

TAG_DATES = """
CREATE FUNCTION articles_date_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE WHEN status = 'published' THEN published_at END INTO NEW.published_at
    FROM articles_article WHERE id = NEW.content_object_id;
    RETURN NEW;
END $$;
CREATE TRIGGER articles_date_tag BEFORE INSERT OR UPDATE ON articles_taggedarticle
    FOR EACH ROW EXECUTE FUNCTION articles_date_tag();

CREATE FUNCTION articles_date_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE articles_taggedarticle AS tagged SET published_at = NULL  -- the row's own trigger fills in the date
    FROM new_rows JOIN old_rows USING (id)
    WHERE tagged.content_object_id = new_rows.id
      AND (old_rows.status, old_rows.published_at) IS DISTINCT FROM (new_rows.status, new_rows.published_at);
    RETURN NULL;
END $$;
CREATE TRIGGER articles_date_tags AFTER UPDATE ON articles_article
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION articles_date_tags();
"""

ARCHIVE = """
CREATE FUNCTION articles_count_archive(cities bigint[], moments timestamptz[], step int) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO articles_archiveday (day, city_id, articles)
    SELECT (moment AT TIME ZONE 'Asia/Shanghai')::date AS day, city, step * count(*)
    FROM unnest(cities, moments) AS row (city, moment)
    GROUP BY GROUPING SETS ((1), (1, 2)) HAVING GROUPING(city) = 1 OR city IS NOT NULL;
$$;

CREATE FUNCTION articles_count_archive_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM articles_count_archive(array_agg(city_id), array_agg(published_at), 1)
    FROM new_rows WHERE status = 'published';
    RETURN NULL;
END $$;
CREATE TRIGGER articles_archive_inserted AFTER INSERT ON articles_article
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_count_archive_inserted();

CREATE FUNCTION articles_count_archive_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM articles_count_archive(array_agg(city_id), array_agg(published_at), -1)
    FROM old_rows WHERE status = 'published';
    RETURN NULL;
END $$;
CREATE TRIGGER articles_archive_deleted AFTER DELETE ON articles_article
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_count_archive_deleted();

CREATE FUNCTION articles_count_archive_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM articles_count_archive(array_agg(o.city_id), array_agg(o.published_at), -1)
    FROM old_rows AS o JOIN new_rows AS n USING (id)
    WHERE o.status = 'published'
      AND (o.status, o.published_at, o.city_id) IS DISTINCT FROM (n.status, n.published_at, n.city_id);
    PERFORM articles_count_archive(array_agg(n.city_id), array_agg(n.published_at), 1)
    FROM old_rows AS o JOIN new_rows AS n USING (id)
    WHERE n.status = 'published'
      AND (o.status, o.published_at, o.city_id) IS DISTINCT FROM (n.status, n.published_at, n.city_id);
    RETURN NULL;
END $$;
CREATE TRIGGER articles_archive_updated AFTER UPDATE ON articles_article
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION articles_count_archive_updated();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_initial")]

    operations = [
        migrations.RunSQL(ZONE_OF_CITY, "ALTER TABLE articles_article DROP CONSTRAINT article_zone_is_of_its_city;"),
        migrations.RunSQL(
            TAG_DATES,
            """
            DROP TRIGGER articles_date_tags ON articles_article;
            DROP TRIGGER articles_date_tag ON articles_taggedarticle;
            DROP FUNCTION articles_date_tags; DROP FUNCTION articles_date_tag;
            """,
        ),
        migrations.RunSQL(
            ARCHIVE,
            """
            DROP TRIGGER articles_archive_inserted ON articles_article;
            DROP TRIGGER articles_archive_updated ON articles_article;
            DROP TRIGGER articles_archive_deleted ON articles_article;
            DROP FUNCTION articles_count_archive_inserted; DROP FUNCTION articles_count_archive_updated;
            DROP FUNCTION articles_count_archive_deleted; DROP FUNCTION articles_count_archive;
            """,
        ),
    ]
