"""How the same story is found again: what texts and titles are without markup and punctuation, and indexes of it.

Indexes over functions, not columns: no bulk change, import or COPY can leave them behind. `articles_plain` removes
markup, white space and punctuation by ranges of its own and the orders are by code point, so that no locale changes
what they say. Texts under forty characters, which say nothing of a copy, have no key.
"""

from django.db import migrations

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
    dependencies = [("articles", "0020_risky_words")]

    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION articles_plain(text);"),
        migrations.RunSQL(TEXTS, "DROP INDEX article_published_text; DROP FUNCTION articles_text_key(text);"),
        migrations.RunSQL(TITLES, "DROP INDEX article_published_title; DROP INDEX article_published_title_end;"),
    ]
