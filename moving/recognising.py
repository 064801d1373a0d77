"""Which program a backup is of, by its beginning: for an owner who has chosen another one."""

import gzip
import zipfile
import zlib
from pathlib import Path

from moving.zblog.database import is_sqlite

_BEGINNING = 4096
_WXR = (b"wordpress.org/export", b"wp:wxr_version")
_DUMP = (b"CREATE TABLE", b"INSERT INTO", b"-- MySQL dump", b"-- MariaDB dump", b"-- phpMyAdmin")
_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm")


def program_of_file(path: Path) -> str:
    """Its name in moving.programs.PROGRAMS; empty where nothing tells."""
    try:
        if path.is_dir():
            return ""
        if path.suffix.lower() in _TABLES:
            return "articles"
        start = _beginning(path)
        if any(each in start for each in _WXR):
            return "wordpress"
        return "zblog" if is_sqlite(path) or any(each in start for each in _DUMP) else ""
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError):
        return ""


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        start = file.read(_BEGINNING)
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(path) as packed:
            return packed.read(_BEGINNING)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            named = [each for each in archive.namelist() if each.lower().endswith((".xml", ".sql"))]
            if named:
                with archive.open(named[0]) as entry:
                    return entry.read(_BEGINNING)
    return start
