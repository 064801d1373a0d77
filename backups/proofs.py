"""The proof of a backup, kept in a file beside it: when it was restored for a trial, and what did not fit."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from plumbing import durable


@dataclass(frozen=True)
class Proof:
    """A trial of a backup of `size` bytes, begun at `at`; `problem` is a sentence, empty if all was as it had been."""

    at: datetime
    size: int
    tables: int = 0
    rows: int = 0
    pictures: int = 0
    problem: str = ""


def path_of(backup: Path) -> Path:
    """Where the proof of the backup's file is kept."""
    return backup.with_suffix(".proof")


def write(backup: Path, proof: Proof) -> None:
    """Keep the proof of a backup. Raises OSError."""
    content = json.dumps(asdict(proof) | {"at": proof.at.isoformat()}, ensure_ascii=False)
    durable.write(path_of(backup), content.encode(), mode=0o600)


def read(backup: Path, size: int) -> Proof | None:
    """The proof of a backup, whose file has so many bytes; None if there is none, or one of another file."""
    try:
        found = json.loads(path_of(backup).read_text(encoding="utf-8"))
        proof = Proof(**found | {"at": timezone.localtime(datetime.fromisoformat(found["at"]))})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return proof if proof.size == size else None
