"""The programs whose sites move in, each with what opens them: named by a command, by a run and by the worker alike."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from moving.source import Source
from moving.wordpress import reader as wordpress
from moving.zblog import reader as zblog

#: (source, uploads, host, prefix): opens a site. Raises NotASite in words, OSError.
Opener = Callable[[Path, Path | None, str, str], Source]
OPENERS: dict[str, Opener] = {"zblog": zblog.open_site, "wordpress": wordpress.open_site}
#: What names a source, as the options of a command and `Run.source` have it.
PARTS = ("program", "source", "uploads", "host", "prefix")


def open_source(said: Mapping[str, Any]) -> Source:
    """The source that `said` names by PARTS; a run that names no program is of Z-BlogPHP. Raises NotASite, OSError."""
    uploads = said.get("uploads")
    return OPENERS[said.get("program") or "zblog"](
        Path(said["source"]), Path(uploads) if uploads else None, said.get("host") or "", said.get("prefix") or ""
    )
