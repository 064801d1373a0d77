"""The database of a test run, migrated before it begins: made once, copied for every run.

Migrating takes longer than most runs of a few tests. The copy is made anew when a migration, what migrations take from
the code, or a library has changed. And what migrations wrote is given back after a test that commits.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from plumbing import postgres

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "tests"
#: Besides the migrations themselves: what they were made with.
SOURCES = ("staff/roles.py", "plumbing/postgres.py", "requirements-dev.txt")


def copy_to(directory: Path) -> None:
    """Put a cluster whose own database (`postgres.DATABASE`) is migrated into `directory`, unless one is there.

    Of several runs at once one makes it. Raises CalledProcessError where it cannot be made or copied.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (directory / "data").exists():
            return
        made = KEPT / _digest()
        if not made.exists():
            _make(made)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Whoever begins with it must find all of it; cp keeps whose the files are, which shutil does not.
        subprocess.run(["cp", "-a", "--reflink=auto", made / "data", directory / "data.copied"], check=True)
        (directory / "data.copied").rename(directory / "data")


def rows() -> dict[str, str]:
    """{table: its rows, as JSON} of all tables that migrations wrote to: for `give_back`."""
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f'SELECT json_agg(each)::text FROM "{table}" each')
            [kept[table]] = cursor.fetchone()
    return {table: text for table, text in kept.items() if text}


def give_back(kept: dict[str, str]) -> None:
    """Write those rows that are not there.

    Django's own way saves row by row, which takes longer than the test that waits for it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for table, text in kept.items():
            records = f'json_populate_recordset(NULL::"{table}", %s)'
            cursor.execute(f'INSERT INTO "{table}" SELECT * FROM {records} ON CONFLICT DO NOTHING', [text])


def _make(made: Path) -> None:
    for leftover in KEPT.iterdir():
        if leftover.is_dir():
            shutil.rmtree(leftover)
    new = made.with_suffix(".new")
    environment = os.environ | {"DATABASE_URL": postgres.url(new), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("PYTEST_XDIST_WORKER", None)  # its settings would take a directory of somebody else's for its own
    with postgres.running(new, durable=False):
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    new.rename(made)


def _digest() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*/migrations/*.py"))
    yield from (ROOT / name for name in SOURCES)
