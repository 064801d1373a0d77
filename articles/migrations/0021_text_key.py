"""The key by which the same text is found again, and the index of the published ones.

An index over the function, not a column: no bulk change, import or COPY can leave it behind. The function removes
markup, white space and punctuation by ranges of its own, so that no locale changes what it says; texts under forty
characters, which say nothing of a copy, have no key.
"""

from django.db import migrations

KEY = r"""
CREATE FUNCTION articles_text_key(body text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN length(words) >= 40 THEN md5(words)::uuid END
    FROM (
        SELECT regexp_replace(
            body,
            '<[^>]*>|&[a-z]+;|[\s\u0021-\u0025\u0027-\u002f\u003a\u003b\u003d-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u3020\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+',
            '', 'g'
        ) AS words
    ) AS stripped
$$;
"""

INDEX = """
-- Read by the checker: who else has published this text.
CREATE INDEX article_published_text ON articles_article (articles_text_key(body)) WHERE status = 'published';
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_risky_words")]

    operations = [
        migrations.RunSQL(KEY, "DROP FUNCTION articles_text_key(text);"),
        migrations.RunSQL(INDEX, "DROP INDEX article_published_text;"),
    ]
