"""What the search engines are to hear of is queued by the database, so that no bulk change can forget it.

Nothing is queued while nobody is to be told. Whatever will happen by itself, appearing and expiring, is queued for its
time.
"""

from django.db import migrations

# Statement-level triggers, one an event, since transition tables allow no more.
EVENTS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}

QUEUE = """
CREATE FUNCTION push_queue_articles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM push_pushaccount WHERE is_active) THEN RETURN NULL; END IF;
    IF TG_OP = 'DELETE' THEN
        INSERT INTO push_pushqueue (article_id, city_id, due_at)
        SELECT id, city_id, statement_timestamp() FROM old_rows
        WHERE status = 'published' AND published_at <= statement_timestamp();
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO push_pushqueue (article_id, city_id, due_at)
        SELECT id, city_id, due FROM new_rows
        CROSS JOIN LATERAL (VALUES (greatest(published_at, statement_timestamp())), (expires_at)) AS moment (due)
        WHERE status = 'published' AND due >= statement_timestamp();
    ELSE
        INSERT INTO push_pushqueue (article_id, city_id, due_at)
        SELECT n.id, n.city_id, due FROM old_rows o JOIN new_rows n USING (id)
        CROSS JOIN LATERAL (VALUES
            (CASE WHEN n.status = 'published' THEN greatest(n.published_at, statement_timestamp())
                  ELSE statement_timestamp() END),
            (CASE WHEN n.status = 'published' THEN n.expires_at END)) AS moment (due)
        WHERE 'published' IN (o.status, n.status) AND due >= statement_timestamp()
            AND (o.title, o.summary, o.city_id, o.zone_id, o.section_id, o.status, o.published_at, o.expires_at,
                 o.event_date, o.byline, o.source_name, o.source_url, o.cover_id, o.body)
            IS DISTINCT FROM (n.title, n.summary, n.city_id, n.zone_id, n.section_id, n.status, n.published_at,
                 n.expires_at, n.event_date, n.byline, n.source_name, n.source_url, n.cover_id, n.body);
    END IF;
    RETURN NULL;
END $$;
"""


CREATE = "".join(
    f"CREATE TRIGGER push_queue_{event.lower()} AFTER {event} ON articles_article REFERENCING {rows}"
    " FOR EACH STATEMENT EXECUTE FUNCTION push_queue_articles();\n"
    for event, rows in EVENTS.items()
)
DROP = "".join(f"DROP TRIGGER push_queue_{event.lower()} ON articles_article;\n" for event in EVENTS)


class Migration(migrations.Migration):
    dependencies = [("push", "0001_initial"), ("articles", "0001_initial")]

    operations = [
        migrations.RunSQL(QUEUE, "DROP FUNCTION push_queue_articles;"),
        migrations.RunSQL(CREATE, DROP),
    ]
