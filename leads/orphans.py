"""Private files that nothing refers to: who wrote one and was killed before its row was committed left it behind.

So did who was killed between erasing a row and removing its file, which nobody may keep.
"""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

from leads import attachments, held_files, spool, spooled_files
from leads.models import LeadEvent
from leads.submission import file_prefix
from plumbing import durable

logger = logging.getLogger(__name__)

#: A younger file may be on its way to its row.
LEAST_AGE_SECONDS = 24 * 3600
#: How files begin that no row ever refers to: not finished yet, and of forms that came back to be mended.
PASSING = (durable.TEMPORARY_PREFIX, held_files.PREFIX)
#: More than this and more than so many percent of all files never lose their rows: another database is looked at.
MOST, MOST_PERCENT = 10, 5


def sweep() -> int:
    """Remove private files that neither a row nor a node's spool refers to, and those that were never to have a row.

    Returns how many.
    """
    unfinished = [*_old(attachments.directory(), *PASSING), *_old(spool.directory(), durable.TEMPORARY_PREFIX)]
    for path in unfinished:
        path.unlink(missing_ok=True)
    orphans = _orphans()
    count = sum(1 for _ in attachments.directory().glob("[!.]*"))
    if len(orphans) > max(MOST, count * MOST_PERCENT / 100):
        logger.error("%d of %d private files belong to nothing; none is removed before a look", len(orphans), count)
        return len(unfinished)
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(unfinished) + len(orphans)


def _orphans() -> list[Path]:
    others = (*PASSING, spooled_files.PREFIX)
    files = [path for path in _old(attachments.directory(), "") if not path.name.startswith(others)]
    # In this order: a submission stands in the spool until its rows are committed.
    waiting = (*(file_prefix(digest) for digest in spool.digests()), *spooled_files.prefixes())
    known = set(LeadEvent.objects.exclude(file="").values_list("file", flat=True).iterator())
    return [path for path in files if path.name not in known and not path.name.startswith(waiting)]


def _old(directory: Path, *prefixes: str) -> Iterator[Path]:
    """Yields the files of a directory, named after one of the prefixes, that have not been written to for long."""
    for path in directory.glob("*"):
        try:
            is_old = path.is_file() and path.stat().st_mtime < time.time() - LEAST_AGE_SECONDS
        except FileNotFoundError:
            continue
        if is_old and path.name.startswith(prefixes):
            yield path
