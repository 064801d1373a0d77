"""What is asked of the disk, in order: for tests that a file is on it before anybody is told so."""

import os

#: How a file is written durably: see `Disk.order()`.
DURABLY = ["flush file", "name file", "flush directory"]


class Disk:
    """Records the calls of os.fsync, os.replace and os.link, which happen as usual."""

    def __init__(self, monkeypatch):
        self._calls = []
        fsync, replace, link = os.fsync, os.replace, os.link

        def recorded_fsync(descriptor):
            status = os.fstat(descriptor)
            fsync(descriptor)
            self._calls.append(("flush", status.st_ino, status.st_size))

        def recorded_replace(source, target):
            status = os.stat(source)
            replace(source, target)
            self._calls.append(("name", status.st_ino, status.st_size))

        def recorded_link(source, target):
            status = os.stat(source)
            link(source, target)
            self._calls.append(("name", status.st_ino, status.st_size))

        monkeypatch.setattr(os, "fsync", recorded_fsync)
        monkeypatch.setattr(os, "replace", recorded_replace)
        monkeypatch.setattr(os, "link", recorded_link)

    def order(self, path):
        """What happened to the file that is at `path` now, and to its directory: DURABLY if all was done.

        A flush of less than the whole file does not count.
        """
        file, directory = path.stat(), path.parent.stat()
        names = {file.st_ino: "file", directory.st_ino: "directory"}
        return [
            f"{verb} {names[inode]}"
            for verb, inode, size in self._calls
            if inode in names and (inode != file.st_ino or size == file.st_size)
        ]
