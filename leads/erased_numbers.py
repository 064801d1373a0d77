"""The numbers and mail addresses whose owners asked to be forgotten, for backups that are restored: a list of hashes.

It never holds one: each is HMAC-SHA256 of the number in E.164, or of the address in lower case, under a key that stands
in the same list. The list lies beside the backups and in none of them: a backup is older than what was erased after it.
"""

import hmac
import json
import logging
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

from plumbing import durable

logger = logging.getLogger(__name__)

NAME = "erased-numbers.json"

#: {key in hex: {HMAC in hex: when it was erased last}}. There is one key, unless two machines each began a list.
Hashes = dict[str, dict[str, datetime]]


def record(number: str, at: datetime) -> None:
    """Remember that a number (E.164) or an address was erased. Raises OSError if VAR_DIR cannot keep it."""
    known = read()
    key = next(iter(known), None) or secrets.token_hex(32)
    known.setdefault(key, {})[_hash(key, number)] = at
    _keep(known)


def read(*more: Path) -> Hashes:
    """All that the lists in VAR_DIR, beside the backups, and in `more` directories say together."""
    together: Hashes = {}
    for directory in (*_directories(), *more):
        for key, moments in _read(directory / NAME).items():
            mine = together.setdefault(key, {})
            for digest, at in moments.items():
                mine[digest] = max(at, mine.get(digest, at))
    return together


def erased_at(number: str, known: Hashes) -> datetime | None:
    """When a number (E.164) or an address was erased last, as `known` says; None if it never was."""
    found = [at for key, moments in known.items() if (at := moments.get(_hash(key, number)))]
    return max(found, default=None)


def spread(*more: Path) -> None:
    """Let every place hold what all of them, and `more` directories, say together. Raises OSError for VAR_DIR."""
    if known := read(*more):
        _keep(known)


def _keep(known: Hashes) -> None:
    content = json.dumps({key: {name: at.isoformat() for name, at in each.items()} for key, each in known.items()})
    first, *others = _directories()
    durable.write(first / NAME, content.encode(), mode=0o600)
    for directory in others:
        try:
            durable.write(directory / NAME, content.encode(), mode=0o600)
        except OSError as error:
            logger.error("The list of erased numbers is not in %s: %s", directory, error.strerror)


def _directories() -> Iterable[Path]:
    """VAR_DIR, and where backups are kept: those that exist, since a disk may not be mounted."""
    others = (settings.BACKUP_DIR, settings.BACKUP_COPY_DIR)
    return [settings.VAR_DIR, *(path for path in others if path and path.is_dir())]


def _read(path: Path) -> Hashes:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {key: {name: datetime.fromisoformat(at) for name, at in each.items()} for key, each in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        logger.error("A list of erased numbers cannot be read (%s): %s", path, type(error).__name__)
        return {}  # the other places have it too


def _hash(key: str, number: str) -> str:
    return hmac.digest(bytes.fromhex(key), number.encode(), "sha256").hex()
