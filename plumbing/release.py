"""Which release is running: part of every ETag, so that a deploy changes them all."""

import hashlib
import os
from pathlib import Path


def _release():
    if name := os.environ.get("RELEASE"):
        return name
    root = Path(__file__).resolve().parent.parent
    files = sorted(
        path
        for folder in root.iterdir()
        if (folder / "__init__.py").exists() or folder.name == "templates"
        for path in folder.rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js", ".xml", ".txt"}
    )
    digest = hashlib.sha256()
    for path in files:
        stat = path.stat()
        digest.update(f"{path.relative_to(root)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:12]


#: The environment's RELEASE, else a digest of the source files' names, sizes and times.
RELEASE = _release()
