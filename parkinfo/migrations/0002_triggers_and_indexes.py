"""The content version, bumped by the database: bulk changes, COPY and psql cannot forget it.

A statement that changes nothing public bumps nothing. The network's row is always taken first, so that two bumps wait
for each other instead of locking each other out.
"""

from django.db import migrations

#: The tables the public sees, each with the columns it does not see.
TABLES = {
    "zones_portal": "{retention_months,email}",
    "zones_contact": "{name}",
    "zones_mobile": "{}",
    "zones_city": "{}",
    "zones_zone": "{updated_at}",
    "zones_zone_industries": "{}",
    "zones_industry": "{}",
    "articles_section": "{}",
    "articles_tag": "{}",
    "hosts_verification": "{}",
    # An account's key file stands at the root of its host.
    "push_pushaccount": "{paused_until,fault,daily_quota}",
}
PICTURE_PRIVATE = "{title,size,created_at}"
ARTICLE_PRIVATE = "{draft_revision_id,author_id,licence_note,created_at,content_changed_at}"
EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}

FUNCTIONS = """
CREATE FUNCTION parkinfo_bump(cities bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- After a `flush` it is missing: whoever makes it anew meanwhile is waited for.
    INSERT INTO parkinfo_contentversion (id, city_id) SELECT 0, NULL
    WHERE NOT EXISTS (SELECT FROM parkinfo_contentversion WHERE city_id IS NULL) ON CONFLICT DO NOTHING;
    UPDATE parkinfo_contentversion SET version = version + 1 WHERE city_id IS NULL;
    UPDATE parkinfo_contentversion SET version = version + 1
    WHERE city_id IS NOT NULL AND (cities IS NULL OR city_id = ANY (cities));
END $$;

CREATE FUNCTION parkinfo_table_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE private text[] := TG_ARGV[0]::text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF EXISTS (SELECT to_jsonb(n) - private FROM new_rows n EXCEPT SELECT to_jsonb(o) - private FROM old_rows o)
        THEN PERFORM parkinfo_bump(NULL); END IF;
    ELSIF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM new_rows) THEN PERFORM parkinfo_bump(NULL); END IF;
    ELSIF EXISTS (SELECT FROM old_rows) THEN PERFORM parkinfo_bump(NULL);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION parkinfo_articles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    private text[] := TG_ARGV[0]::text[];
    cities bigint[];
BEGIN
    -- 0 stands for "no city": the network's row alone.
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT coalesce(city_id, 0)) INTO cities FROM new_rows WHERE status = 'published';
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT coalesce(city_id, 0)) INTO cities FROM old_rows WHERE status = 'published';
    ELSE
        SELECT array_agg(DISTINCT coalesce(city, 0)) INTO cities
        FROM old_rows o JOIN new_rows n USING (id)
        CROSS JOIN LATERAL (VALUES (o.city_id), (n.city_id)) AS either (city)
        WHERE 'published' IN (o.status, n.status) AND to_jsonb(o) - private IS DISTINCT FROM to_jsonb(n) - private;
    END IF;
    IF cities IS NOT NULL THEN PERFORM parkinfo_bump(cities); END IF;
    RETURN NULL;
END $$;

-- The ids of the pictures that a body names.
CREATE FUNCTION parkinfo_pictures_of(body text) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(found[1]::bigint) FROM regexp_matches(body, 'data-image="([0-9]{1,18})"', 'g') AS found
$$;
-- Read by the next function: the articles that show a picture.
CREATE INDEX article_of_picture ON articles_article USING gin (parkinfo_pictures_of(body))
    WHERE status = 'published' AND body LIKE '%data-image="%';

-- A new picture is on no page: it gets there by another row's change. One in the middle of being published counts as
-- not there; at worst its page goes without the renditions that were finished in that moment until something changes.
CREATE FUNCTION parkinfo_pictures_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    private text[] := TG_ARGV[0]::text[];
    changed bigint[];
    cities bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(id) INTO changed FROM old_rows;
    ELSE
        SELECT array_agg(id) INTO changed
        FROM old_rows o JOIN new_rows n USING (id) WHERE to_jsonb(o) - private IS DISTINCT FROM to_jsonb(n) - private;
    END IF;
    IF EXISTS (SELECT FROM zones_portal WHERE hero_image_id = ANY (changed))
        OR EXISTS (SELECT FROM zones_contact WHERE wechat_qr_id = ANY (changed))
        OR EXISTS (SELECT FROM zones_zone WHERE cover_id = ANY (changed))
    THEN
        PERFORM parkinfo_bump(NULL);
        RETURN NULL;
    END IF;
    SELECT array_agg(DISTINCT coalesce(city_id, 0)) INTO cities FROM (
        SELECT city_id FROM articles_article WHERE status = 'published' AND cover_id = ANY (changed)
        UNION ALL
        SELECT city_id FROM articles_article WHERE status = 'published' AND lead_image_id = ANY (changed)
        UNION ALL
        SELECT city_id FROM articles_article
        WHERE status = 'published' AND body LIKE '%data-image="%' AND parkinfo_pictures_of(body) && changed
    ) AS showing;
    IF cities IS NOT NULL THEN PERFORM parkinfo_bump(cities); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION parkinfo_tagging_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE cities bigint[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT coalesce(a.city_id, 0)) INTO cities
        FROM old_rows JOIN articles_article a ON a.id = content_object_id WHERE a.status = 'published';
    ELSE
        SELECT array_agg(DISTINCT coalesce(a.city_id, 0)) INTO cities
        FROM new_rows JOIN articles_article a ON a.id = content_object_id WHERE a.status = 'published';
    END IF;
    IF cities IS NOT NULL THEN PERFORM parkinfo_bump(cities); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION parkinfo_city_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO parkinfo_contentversion (city_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER parkinfo_city_added AFTER INSERT ON zones_city FOR EACH ROW EXECUTE FUNCTION parkinfo_city_added();

-- A page that was asked for while the tables were new may have made them already.
INSERT INTO parkinfo_contentversion (id, city_id) VALUES (0, NULL) ON CONFLICT DO NOTHING;
INSERT INTO parkinfo_contentversion (city_id) SELECT id FROM zones_city ON CONFLICT DO NOTHING;
"""

DROP_FUNCTIONS = """
DROP TRIGGER parkinfo_city_added ON zones_city;
DROP FUNCTION parkinfo_city_added; DROP FUNCTION parkinfo_tagging_changed; DROP FUNCTION parkinfo_articles_changed;
DROP FUNCTION parkinfo_pictures_changed; DROP INDEX article_of_picture; DROP FUNCTION parkinfo_pictures_of;
DROP FUNCTION parkinfo_table_changed; DROP FUNCTION parkinfo_bump;
DELETE FROM parkinfo_contentversion;
"""


def triggers(table, call, events=tuple(EVENTS)):
    """Statement-level triggers on a table, one an event, since transition tables allow no more."""
    create = "".join(
        f"CREATE TRIGGER parkinfo_version_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {call};\n"
        for event, rows in EVENTS.items()
        if event in events
    )
    drop = "".join(f"DROP TRIGGER parkinfo_version_{event.lower()} ON {table};\n" for event in events)
    return migrations.RunSQL(create, drop)


class Migration(migrations.Migration):
    dependencies = [
        ("parkinfo", "0001_initial"),
        ("articles", "0002_triggers_and_indexes"),
        ("hosts", "0001_initial"),
        ("images", "0001_initial"),
        ("push", "0001_initial"),
        ("zones", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *(triggers(table, f"parkinfo_table_changed('{private}')") for table, private in TABLES.items()),
        triggers("images_image", f"parkinfo_pictures_changed('{PICTURE_PRIVATE}')", ("UPDATE", "DELETE")),
        triggers("articles_article", f"parkinfo_articles_changed('{ARTICLE_PRIVATE}')"),
        triggers("articles_taggedarticle", "parkinfo_tagging_changed()"),
    ]
