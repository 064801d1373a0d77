"""Making backups and keeping them: in BACKUP_DIR, and once more in BACKUP_COPY_DIR."""

import contextlib
import fcntl
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from backups import digests, programs, proofs, restoring
from backups.archive import CHUNK, DATABASE, KEY, Writer, verify
from backups.programs import BackupError
from backups.proofs import Proof
from images.files import bucket
from leads import attachments, erased_numbers, spool
from plumbing import durable
from plumbing.release import RELEASE

logger = logging.getLogger(__name__)

NAME = re.compile(r"parkinfo-(\d{8}-\d{6})\.tar")
MOMENT = "%Y%m%d-%H%M%S"
#: So many of the newest stay whatever their age: a clock that is years ahead must not empty the directory.
ALWAYS_KEPT = 7
#: One is made each night; if the newest is older than this, one is missing.
MAX_AGE = timedelta(hours=26)
#: So long after it was begun a backup has been proven.
PROOF_DUE = timedelta(hours=4)


@dataclass(frozen=True)
class Backup:
    """A finished backup."""

    path: Path
    made_at: datetime
    size: int

    @property
    def proof(self) -> Proof | None:
        """How its restoring for a trial went; None if there was none yet."""
        return proofs.read(self.path, self.size)


def kept(directory: Path | None = None) -> list[Backup]:
    """The Backups in a directory (BACKUP_DIR), newest first; none if it cannot be read."""
    backups = []
    with contextlib.suppress(OSError):
        for path in (directory or settings.BACKUP_DIR).iterdir():
            if match := NAME.fullmatch(path.name):
                made_at = timezone.make_aware(datetime.strptime(match[1], MOMENT))  # noqa: DTZ007 - Asia/Shanghai
                backups.append(Backup(path, made_at, path.stat().st_size))
    return sorted(backups, key=lambda backup: backup.made_at, reverse=True)


def make() -> Backup:
    """Make, verify and keep a backup, and return it. Raises BackupError; a second copy that fails is only logged."""
    directory = settings.BACKUP_DIR
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _only_one(directory):
            with tempfile.TemporaryDirectory(prefix=".making-", dir=directory) as scratch:
                backup = _write(directory, Path(scratch))
            _copy(backup)
        erased_numbers.spread()
    except OSError as error:
        raise BackupError(f"没有备份，{directory} 写不进去：{error.strerror}。") from error
    _remove_old(directory)
    return backup


def _copy(backup: Backup) -> None:
    """Keep a backup in the second directory too, if the settings name one; a failure is only logged.

    The directory is not made: where a disk is not mounted, the copy would land on the first one.
    """
    second = settings.BACKUP_COPY_DIR
    if second is None:
        return
    try:
        _copy_to(second, backup)
        _remove_old(second)
    except OSError as error:
        logger.error("The backup has no second copy: %s", error.strerror)


def _copy_to(second: Path, backup: Backup) -> None:
    for left_behind in second.glob(f"{durable.TEMPORARY_PREFIX}*"):  # by a process that was killed: no other runs now
        left_behind.unlink(missing_ok=True)
    with backup.path.open("rb") as source, durable.replacing(second / backup.path.name, mode=0o600) as target:
        shutil.copyfileobj(source, target, CHUNK)


def has_copy(backup: Backup) -> bool:
    """Whether the second directory, if there is one, holds a copy of the same size."""
    second = settings.BACKUP_COPY_DIR
    return second is None or any(
        (other.path.name, other.size) == (backup.path.name, backup.size) for other in kept(second)
    )


def problems(now: datetime | None = None) -> list[str]:
    """What is wrong with the backups, as sentences for the owner; empty if all is well or they are switched off.

    A restore that was not finished is one too.
    """
    unfinished = restoring.unfinished()
    begun = [f"从 {unfinished} 恢复没有做完，请再运行一次 manage.py restore。"] if unfinished else []
    return begun + (_problems_of_backups(now or timezone.now()) if settings.BACKUP_KEEP_DAYS else [])


def _problems_of_backups(now: datetime) -> list[str]:
    backups = kept()
    if not backups:
        return ["还没有备份：每夜 3 点由 worker 进行，也可以现在运行 manage.py backup。"]
    newest, sentences = backups[0], []
    if now - newest.made_at > MAX_AGE:
        sentences.append(f"最近一次备份在 {timezone.localtime(newest.made_at):%Y-%m-%d %H:%M}，之后没有成功。")
    if not has_copy(newest):
        sentences.append("最近一次备份没有复制到第二个位置，请检查那块磁盘。")
    if proof := newest.proof:
        sentences += [f"最近一次备份没有通过恢复验证：{proof.problem}"] if proof.problem else []
    elif now - newest.made_at > PROOF_DUE:
        sentences.append("最近一次备份没有验证过能不能恢复，请运行 manage.py backup。")
    return sentences


@contextlib.contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    """One backup at a time; what a killed one left behind is removed."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("另一个备份正在进行。") from error
        for left_behind in directory.glob(".making-*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        yield
    finally:
        os.close(handle)


def _write(directory: Path, scratch: Path) -> Backup:
    made_at = timezone.localtime().replace(microsecond=0)
    path, dump = scratch / "backup.tar", scratch / DATABASE
    with Writer(path) as writer:
        # The spool first: what moves from it to the database meanwhile is in both, and the same enquiry twice is one.
        writer.add_tree("spool", spool.directory())
        with digests.snapshot() as (snapshot, cursor):
            version = programs.dump(dump, snapshot)
            tables = digests.of_tables(cursor)
        writer.add(DATABASE, dump)
        dump.unlink()
        # Files after the rows that name them.
        writer.add_tree("private", attachments.directory())
        store = bucket()
        if store is None:
            writer.add_tree("media", Path(settings.MEDIA_ROOT))
        writer.add(KEY, settings.VAR_DIR / KEY)
        migrations = sorted(".".join(name) for name in MigrationRecorder(connection).applied_migrations())
        facts: dict[str, object] = {"bucket": store.bucket_name} if store else {}
        facts |= {"release": RELEASE, "migrations": migrations, "postgres": version, "tables": tables}
        writer.finish(scratch, made_at=made_at.isoformat(), **facts)
    verify(path)
    final = directory / f"parkinfo-{made_at.strftime(MOMENT)}.tar"
    durable.move(path, final)
    return Backup(final, made_at, final.stat().st_size)


def _remove_old(directory: Path) -> None:
    """Remove backups older than BACKUP_KEEP_DAYS, but never the newest few."""
    before = timezone.now() - timedelta(days=settings.BACKUP_KEEP_DAYS)
    for backup in kept(directory)[ALWAYS_KEPT:]:
        if settings.BACKUP_KEEP_DAYS and backup.made_at < before:
            backup.path.unlink(missing_ok=True)
            proofs.path_of(backup.path).unlink(missing_ok=True)
