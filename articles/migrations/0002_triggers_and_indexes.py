"""What the database itself keeps true of articles, so that no bulk change, import or COPY can forget it.

The zone's city, the tags' dates, the archive's daily counts, when the content last changed, and what is to be indexed
again; and indexes over functions, by which the same story is found again.
"""

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

# When an article's content last changed.
CONTENT_CHANGED = """
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

# What is to be indexed again.
QUEUE_ARTICLES = """
CREATE FUNCTION articles_queue_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_articlesearchqueue (article_id) SELECT id FROM new_rows ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_queue_inserted AFTER INSERT ON articles_article
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_queue_inserted();

CREATE FUNCTION articles_queue_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_articlesearchqueue (article_id)
    SELECT n.id FROM old_rows o JOIN new_rows n USING (id)
    WHERE (o.title, o.summary, o.city_id, o.zone_id, o.section_id, o.status, o.published_at, o.body)
        IS DISTINCT FROM (n.title, n.summary, n.city_id, n.zone_id, n.section_id, n.status, n.published_at, n.body)
    ORDER BY n.id;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_queue_updated AFTER UPDATE ON articles_article
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION articles_queue_updated();
"""

DROP_ARTICLES = """
DROP TRIGGER articles_queue_inserted ON articles_article; DROP TRIGGER articles_queue_updated ON articles_article;
DROP FUNCTION articles_queue_inserted; DROP FUNCTION articles_queue_updated;
"""

# The dates of a tagging, which another trigger keeps, are not in the index.
QUEUE_TAGGINGS = """
CREATE FUNCTION articles_queue_tagging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO articles_articlesearchqueue (article_id) VALUES (OLD.content_object_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO articles_articlesearchqueue (article_id) VALUES (NEW.content_object_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_queue_tagging AFTER INSERT OR DELETE OR UPDATE OF tag_id, content_object_id
    ON articles_taggedarticle FOR EACH ROW EXECUTE FUNCTION articles_queue_tagging();
"""

DROP_TAGGINGS = """
DROP TRIGGER articles_queue_tagging ON articles_taggedarticle; DROP FUNCTION articles_queue_tagging;
"""

QUEUE_RENAMES = """
CREATE FUNCTION articles_queue_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'INSERT INTO articles_articlesearchqueue (article_id) SELECT %s FROM %s WHERE %s = $1',
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]
    ) USING NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER articles_queue_renamed AFTER UPDATE OF name ON zones_city
    FOR EACH ROW WHEN (OLD.name <> NEW.name)
    EXECUTE FUNCTION articles_queue_renamed('id', 'articles_article', 'city_id');
CREATE TRIGGER articles_queue_renamed AFTER UPDATE OF name ON zones_zone
    FOR EACH ROW WHEN (OLD.name <> NEW.name)
    EXECUTE FUNCTION articles_queue_renamed('id', 'articles_article', 'zone_id');
CREATE TRIGGER articles_queue_renamed AFTER UPDATE OF name ON articles_tag
    FOR EACH ROW WHEN (OLD.name <> NEW.name)
    EXECUTE FUNCTION articles_queue_renamed('content_object_id', 'articles_taggedarticle', 'tag_id');
"""

DROP_RENAMES = """
DROP TRIGGER articles_queue_renamed ON zones_city; DROP TRIGGER articles_queue_renamed ON zones_zone;
DROP TRIGGER articles_queue_renamed ON articles_tag; DROP FUNCTION articles_queue_renamed;
"""

# How the same story is found again: `articles_plain` removes markup, white space and punctuation by ranges of its own
# and the orders are by code point, so that no locale changes what they say. Texts under forty characters, which say
# nothing of a copy, have no key.
PLAIN = r"""
CREATE FUNCTION articles_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT lower(regexp_replace(
        normalize(regexp_replace(words, '<[^>]*>|&[a-z]+;', '', 'g'), NFKC),
        '[\s\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u3020\ufe30-\ufe4f\uff61-\uff65]+',
        '', 'g'
    ));
$$;
"""

TEXTS = """
CREATE FUNCTION articles_text_key(body text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN length(words) >= 40 THEN md5(words)::uuid END FROM (SELECT public.articles_plain(body)) AS p (words);
$$;
-- Read by the checker: who else has published this text.
CREATE INDEX article_published_text ON articles_article (articles_text_key(body)) WHERE status = 'published';
"""

TITLES = """
-- Read by the checker: the titles next to one in the order of their beginnings, and of their ends.
CREATE INDEX article_published_title ON articles_article ((articles_plain(title)) COLLATE "C")
    WHERE status = 'published';
CREATE INDEX article_published_title_end ON articles_article ((reverse(articles_plain(title))) COLLATE "C")
    WHERE status = 'published';
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial"), ("zones", "0001_initial")]

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
        migrations.RunSQL(
            CONTENT_CHANGED,
            "DROP TRIGGER articles_date_change ON articles_article; DROP FUNCTION articles_date_change;",
        ),
        migrations.RunSQL(QUEUE_ARTICLES, DROP_ARTICLES),
        migrations.RunSQL(QUEUE_TAGGINGS, DROP_TAGGINGS),
        migrations.RunSQL(QUEUE_RENAMES, DROP_RENAMES),
        migrations.RunSQL(PLAIN, "DROP FUNCTION articles_plain(text);"),
        migrations.RunSQL(TEXTS, "DROP INDEX article_published_text; DROP FUNCTION articles_text_key(text);"),
        migrations.RunSQL(TITLES, "DROP INDEX article_published_title; DROP INDEX article_published_title_end;"),
    ]
