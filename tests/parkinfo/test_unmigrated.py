"""A database that is not as this release expects it: pages answer 503, enquiries are taken in all the same."""

import subprocess
import sys
import urllib.error

import pytest
from django.db import OperationalError, ProgrammingError, connection
from psycopg2.errorcodes import SYNTAX_ERROR, UNDEFINED_FUNCTION
from psycopg2.errors import lookup

from bench.desk_server import ROOT, DeskServer
from parkinfo.middleware import SiteMiddleware
from tests import builders

PAGES = ["/", "/news/", "/zones/", "/tags/", "/search/?q=x", "/feed.xml", "/enquiries/thanks/", "/admin/login/"]
# Applies one migration for each line it reads, and says which; ends with the line after the last.
STEPS = """
import sys, django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
    sys.stdin.readline()
    MigrationExecutor(connection).migrate([(migration.app_label, migration.name)])
    print(migration, flush=True)
sys.stdin.readline()
"""
FORGET_CONNECTIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE articles_section RENAME TO elsewhere",
        "ALTER TABLE articles_article RENAME COLUMN pinned TO elsewhere",
    ],
    ids=["a table", "a column"],
)
def test_a_page_that_lacks_something_of_the_database_says_that_it_will_be_back(client, caplog, change):
    builders.article()
    with connection.cursor() as cursor:
        cursor.execute(change)
    response = client.get("/news/")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Undefined" in caplog.text


@pytest.mark.parametrize(("code", "is_another_day"), [(UNDEFINED_FUNCTION, True), (SYNTAX_ERROR, False)])
def test_a_statement_that_is_wrong_in_itself_is_a_fault_of_ours_as_before(rf, code, is_another_day):
    error = ProgrammingError()
    error.__cause__ = lookup(code)()
    error.__cause__.__setstate__({"pgcode": code})
    response = SiteMiddleware(None).process_exception(rf.get("/"), error)
    assert (response is not None) == is_another_day


def test_the_page_that_says_so_asks_the_database_nothing(rf):
    request = rf.get("/")
    request.site = "what would ask"
    assert SiteMiddleware(None).process_exception(request, OperationalError()).status_code == 503
    assert request.site is None


@pytest.fixture
def server(tmp_path):
    """The web processes, and a database without a table."""
    server = DeskServer(tmp_path)
    server.start_database()
    server.manage("collectstatic", "--noinput", "--verbosity=0")
    server.start_web()
    yield server
    server.stop_web()
    server.database.close()


def ask(server, path):
    """(status, body) of a page."""
    try:
        return 200, server.get(path)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode()


def faults(server, number):
    """What of the site does not do as it should, whatever the database is like; `number` names another enquiry."""
    found = [f"{path}: {status}" for path in PAGES if (status := ask(server, path)[0]) not in {200, 404, 503}]
    if "说一句需求" not in ask(server, "/enquiries/new/")[1]:
        found.append("no form")
    spooled = server.spooled()
    receipt = server.send(number)
    if receipt is None or (server.spooled() == spooled and receipt not in server.receipts()):
        found.append("an enquiry is not taken in")
    return found


@pytest.mark.slow
def test_after_each_migration_of_a_first_start(server):
    found = {"none": faults(server, 0)}
    with subprocess.Popen(
        [sys.executable, "-c", STEPS],
        cwd=ROOT,
        env=server.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as steps:
        steps.stdin.write("\n")
        while name := steps.stdout.readline().strip():
            found[name] = faults(server, len(found))
            steps.stdin.write("\n")
    assert len(found) > 20
    assert {name: fault for name, fault in found.items() if fault} == {}
    assert ask(server, "/")[0] == 200


@pytest.mark.slow
def test_without_any_one_of_its_tables(server):
    """As before a migration of the next release: whether a query lacks a table or a column makes no difference."""
    server.manage("migrate", "--verbosity=0")
    server.manage("load_demo")
    tables = [row[0] for row in server.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    found = {"none": faults(server, 0)}
    for table in tables:
        server.ask(f"ALTER TABLE {table} RENAME TO elsewhere")
        server.ask(FORGET_CONNECTIONS)
        if table != "parkinfo_contentversion":  # what the processes remember is of another version
            server.ask("UPDATE parkinfo_contentversion SET version = version + 1")
        found[table] = faults(server, len(found))
        server.ask(f"ALTER TABLE elsewhere RENAME TO {table}")
    assert {name: fault for name, fault in found.items() if fault} == {}
