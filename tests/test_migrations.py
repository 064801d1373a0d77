"""Migrations change a running site: from the frozen ones on, each runs online over a million rows."""

import hashlib

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

#: The last migration of each app that ran on new, empty tables.
FROZEN = {
    "addresses": "0003_roles",
    "articles": "0004_risky_words",
    "hosts": "0001_initial",
    "images": "0001_initial",
    "jobs": "0001_initial",
    "leads": "0003_roles",
    "parkinfo": "0002_triggers_and_indexes",
    "push": "0002_triggers",
    "staff": "0002_roles",
    "wechat": "0001_initial",
    "zones": "0001_initial",
}
#: SHA-256, from its beginning, of the files up to that one, one after another.
DIGESTS = {
    "addresses": "eb134123deae8fdd",
    "articles": "2c273a3cf5c415f2",
    "hosts": "df391ab1b4c7426c",
    "images": "701f3bc8772f6252",
    "jobs": "4303bda5ca28c724",
    "leads": "33e859b486bdd76e",
    "parkinfo": "2eb5452ae01f4281",
    "push": "efe99d0eb2b61d20",
    "staff": "a6f3747db70ec64c",
    "wechat": "1d1283a92e8460a2",
    "zones": "2e702ab5284ebf22",
}


def files_of_tables():
    """{table: the number of its file}; PostgreSQL gives a table it rewrites another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


def rewritten(change):
    """Names of the tables that `change()` rewrites; new ones are none."""
    before = files_of_tables()
    change()
    after = files_of_tables()
    return [table for table in before if after.get(table, before[table]) != before[table]]


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def complaints(*statements):
    """What `manage.py lintmigrations` has against these statements, as codes; `make check` takes none."""
    found = analyse_sql_statements(PostgresqlAnalyser, list(statements), [])
    return [issue.code for issues in found for issue in issues]


@pytest.mark.parametrize("app", FROZEN)
def test_a_migration_that_sites_have_run_stays_as_it_was(app):
    """They will not run it again: a change is a migration of its own."""
    files = sorted((settings.BASE_DIR / app / "migrations").glob("0*.py"))
    frozen = b"".join(file.read_bytes() for file in files if file.stem <= FROZEN[app])
    assert hashlib.sha256(frozen).hexdigest().startswith(DIGESTS[app])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_migration_after_the_frozen_ones_rewrites_a_table():
    executor = MigrationExecutor(connection)
    later = [node for node in executor.loader.graph.nodes if node[0] in FROZEN and node[1] > FROZEN[node[0]]]
    try:
        executor.migrate([*FROZEN.items()])
        for migration, _ in MigrationExecutor(connection).migration_plan(executor.loader.graph.leaf_nodes()):
            node = (migration.app_label, migration.name)
            assert rewritten(lambda node=node: MigrationExecutor(connection).migrate([node])) == [], node
    finally:
        if later:
            call_command("migrate", verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE articles_article ALTER COLUMN byline TYPE bytea USING byline::bytea",
        "ALTER TABLE leads_enquiry ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()",
        "ALTER TABLE zones_zone ADD COLUMN half numeric GENERATED ALWAYS AS (area_km2 / 2) STORED",
    ],
)
def test_a_rewritten_table_is_noticed(statement):
    with transaction.atomic():
        assert len(rewritten(lambda: execute(statement))) == 1
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE articles_article ADD COLUMN note text",
        "ALTER TABLE articles_article ADD COLUMN rank integer NOT NULL DEFAULT 0",
        "ALTER TABLE articles_article ALTER COLUMN byline TYPE varchar(80)",
        "CREATE TABLE another (id bigint)",
    ],
)
def test_a_table_that_keeps_its_file_is_not_called_rewritten(statement):
    with transaction.atomic():
        assert rewritten(lambda: execute(statement)) == []
        transaction.set_rollback(True)


def test_an_index_that_locks_a_table_is_a_complaint():
    assert "CREATE_INDEX" in complaints('CREATE INDEX "article_x" ON "articles_article" ("title");')
    assert complaints('CREATE INDEX CONCURRENTLY "article_x" ON "articles_article" ("title");') == []
    assert "DROP_INDEX" in complaints('DROP INDEX "article_x";')


def test_what_the_running_release_still_needs_is_not_taken_away():
    assert complaints('ALTER TABLE "articles_article" DROP COLUMN "title";') == ["DROP_COLUMN"]
    assert complaints('ALTER TABLE "articles_article" RENAME COLUMN "title" TO "headline";') == ["RENAME_COLUMN"]
    assert complaints('ALTER TABLE "articles_article" ADD COLUMN "x" integer NOT NULL;') == ["NOT_NULL"]
