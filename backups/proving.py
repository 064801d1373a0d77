"""Proving a backup: restored for a trial into a cluster of its own, it holds what the site held when it was made."""

import contextlib
import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from django.utils import timezone

from backups import archive, digests, pictures, programs, proofs
from backups.programs import BackupError
from backups.proofs import Proof
from images.files import OFFLINE, BucketAway
from images.models import Image
from plumbing import durable, postgres
from plumbing.postgres_programs import ServerError
from plumbing.scratch_cluster import scratch_cluster

logger = logging.getLogger(__name__)

#: For the whole of it.
MOST_SECONDS = 3600
#: Bytes that stay free beside the trial: the spool needs them.
ROOM_LEFT = 300_000_000


def prove(path: Path) -> Proof:
    """Try the backup's file at `path`, keep the Proof beside it, and return that: also when the trial fails."""
    at, size = timezone.localtime(), path.stat().st_size
    try:
        proof = Proof(at, size, **_try(path, time.monotonic() + MOST_SECONDS))
    except BackupError as error:
        proof = Proof(at, size, problem=str(error))
    except ServerError as error:
        proof = Proof(at, size, problem=f"临时数据库起不来：{error}")
    except BucketAway as error:
        proof = Proof(at, size, problem=f"存储桶用不了，图片没有核对：{error.strerror}。")
    except (OSError, psycopg2.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else type(error).__name__
        proof = Proof(at, size, problem=f"验证没有做完：{reason}。")
    if proof.problem:
        logger.error("The backup %s is not proven: %s", path.name, proof.problem)
    with contextlib.suppress(OSError):  # then it counts as not proven
        proofs.write(path, proof)
    return proof


def _try(path: Path, deadline: float) -> dict[str, Any]:
    """The fields of a Proof. Raises BackupError, ServerError, OSError and psycopg2's errors."""
    manifest = archive.manifest(path)
    if "tables" not in manifest:
        raise BackupError("备份由旧版本所做，没有可以核对的数字。")
    _make_sure_of_room()
    with (
        _scratch() as directory,
        archive.unnamed_copy(path, archive.DATABASE) as dump,
        scratch_cluster(directory, programs.server_version()),
    ):
        url = postgres.url(directory)
        programs.load_into(url, dump, manifest["postgres"], deadline - time.monotonic())
        with contextlib.closing(psycopg2.connect(url)) as restored, restored.cursor() as cursor:
            seconds = max(1, int(deadline - time.monotonic()))
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{seconds}s"])
            tables = digests.of_tables(cursor)
            cursor.execute("SELECT file, sha256, size FROM images_image")
            images = cursor.fetchall()
    _compare(tables, manifest["tables"])
    if "bucket" in manifest:
        _look_for_pictures({name: size for name, _, size in images}, manifest["bucket"])
    else:
        _compare_pictures({name: digest for name, digest, _ in images}, manifest["files"])
    return {"tables": len(tables), "rows": sum(rows for rows, _ in tables.values()), "pictures": len(images)}


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """A place for the cluster, for one trial at a time. Raises BackupError."""
    parent = settings.VAR_DIR / "proving"
    durable.make_directory(parent, mode=0o700)
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield parent / "cluster"
    except BlockingIOError as error:
        raise BackupError("另一次验证正在进行。") from error
    finally:
        os.close(handle)


def _make_sure_of_room() -> None:
    """Raises BackupError where the disk has no room for the dump, another database and its journal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        needed = 2 * cursor.fetchone()[0] + ROOM_LEFT
    if (free := shutil.disk_usage(settings.VAR_DIR).free) < needed:
        raise BackupError(f"磁盘放不下验证用的临时数据库：需要 {needed >> 20} MB，只剩 {free >> 20} MB。")


def _compare(found: digests.Digests, written: digests.Digests) -> None:
    """Raises BackupError if tables differ from what they were when the backup was made."""
    wrong = sorted(name for name in found.keys() | written.keys() if found.get(name) != written.get(name))
    if wrong:
        raise BackupError(f"恢复后有 {len(wrong)} 张表与备份时不一致：{'、'.join(wrong[:5])}。")


def _compare_pictures(digest_of: dict[str, str], files: dict[str, list]) -> None:
    """Raises BackupError if pictures that the rows name are not in the backup as they were stored."""
    places = ("media", f"media/{OFFLINE}")
    wrong = [
        name
        for name, digest in digest_of.items()
        if not any(files.get(f"{place}/{name}", [0, ""])[1] == digest for place in places)
    ]
    if wrong := _still_known(wrong):
        raise BackupError(f"有 {len(wrong)} 张图片不在备份里，或者与上传时不同：{'、'.join(wrong[:3])}。")


def _look_for_pictures(size_of: dict[str, int], name: str) -> None:
    """Raises BackupError if pictures that the rows name are not in the bucket: no backup of ours holds them."""
    if wrong := _still_known(pictures.missing(size_of)):
        raise BackupError(f"有 {len(wrong)} 张图片不在存储桶 {name} 里，或者大小不同：{'、'.join(wrong[:3])}。")


def _still_known(names: list[str]) -> list[str]:
    """Without those that were deleted while the backup was made: they are no loss."""
    return sorted(Image.objects.filter(file__in=names).values_list("file", flat=True)) if names else []
