"""Which release is running: part of every ETag, so that a deploy changes them all."""

import hashlib
import os
from pathlib import Path

#: The files that make a page what it is.
_SUFFIXES = {".py", ".html", ".css", ".js", ".xml", ".txt"}


def release_of(root: Path) -> str:
    """A digest of the names, sizes and times of the source files in the packages and templates below `root`."""
    folders = [path for path in root.iterdir() if (path / "__init__.py").exists() or path.name == "templates"]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in _SUFFIXES]
    digest = hashlib.sha256()
    for path in sorted(files):
        status = path.stat()
        digest.update(f"{path.relative_to(root)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


#: The environment's RELEASE, else the digest of this checkout.
RELEASE = os.environ.get("RELEASE") or release_of(Path(__file__).resolve().parent.parent)
