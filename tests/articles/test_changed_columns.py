"""Pages are shown while a release changes the columns that they read."""

import pytest
from django.db import connection

from tests.articles.test_page_queries import PAGES, made_addresses, read_by

pytestmark = pytest.mark.django_db(transaction=True)

#: (table, column that pages read, another type, its own)
CHANGES = [
    ("articles_article", "byline", "text", "varchar(40)"),
    ("articles_article", "summary", "text", "varchar(200)"),
    ("articles_tag", "published_count", "bigint", "integer"),
    ("images_image", "alt", "text", "varchar(200)"),
    ("parkinfo_contentversion", "version", "numeric", "bigint"),
]


@pytest.mark.slow
def test_pages_are_shown_while_the_types_of_their_columns_change(client):
    """On connections that have prepared their queries, as the site's have; within a transaction nothing is prepared."""
    addresses = made_addresses()
    before = read_by(client, addresses, PAGES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] >= 4  # the site's state, the article, its neighbours, the cards
        try:
            for table, column, other, _ in CHANGES:
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {other}")
            assert read_by(client, addresses, PAGES) == before
        finally:
            for table, column, _, own in CHANGES:
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {own}")
    assert read_by(client, addresses, PAGES) == before
