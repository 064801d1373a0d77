"""What is to be indexed again: the queue and the triggers that fill it, so that no bulk change can forget the search."""

from django.db import migrations, models

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


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_roles"), ("zones", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ArticleSearchQueue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("article_id", models.BigIntegerField(db_index=True)),
            ],
            options={"verbose_name": "待索引文章", "verbose_name_plural": "待索引文章"},
        ),
        migrations.RunSQL(QUEUE_ARTICLES, DROP_ARTICLES),
        migrations.RunSQL(QUEUE_TAGGINGS, DROP_TAGGINGS),
        migrations.RunSQL(QUEUE_RENAMES, DROP_RENAMES),
        # What is there already waits for the worker.
        migrations.RunSQL(
            "INSERT INTO articles_articlesearchqueue (article_id) SELECT id FROM articles_article ORDER BY id DESC;",
            migrations.RunSQL.noop,
        ),
    ]
