"""The file of a backup: a tar that any machine can open, with a manifest of sizes and SHA-256 as its last member.

spool/  private/  media/   files, by the names they have in VAR_DIR; no media/ where pictures lie in a bucket
secret_key                 if it is not set in the environment
database.dump              for pg_restore
manifest.json              {"format", "made_at", "release", "migrations": [...], "postgres": major version of pg_dump,
                            "tables": {name: [rows, digest]}, "files": {name: [bytes, sha256]}, "bucket": its name, if
                            pictures lie in one}
"""

import contextlib
import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Self

from backups.programs import BackupError, unnamed_file
from plumbing import durable

FORMAT = 1
MANIFEST, DATABASE, KEY = "manifest.json", "database.dump", "secret_key"
CHUNK = 1024 * 1024


class Writer:
    """Writes a backup's file at `path`, open to nobody else; whole and on the disk after `finish()`."""

    def __init__(self, path: Path) -> None:
        self._file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")  # noqa: SIM115 - closed below
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed below
        self._files: dict[str, list] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def add(self, name: str, path: Path) -> None:
        """The file at `path` as `name`; one that has just been removed is left out."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return
        with source:
            member = tarfile.TarInfo(name)
            status = os.fstat(source.fileno())
            member.size, member.mtime, member.mode = status.st_size, int(status.st_mtime), 0o600
            reader = _Hashing(source)
            self._tar.addfile(member, reader)
        self._files[name] = [member.size, reader.digest.hexdigest()]

    def add_tree(self, name: str, directory: Path) -> None:
        """The files below `directory`, without those still being written, whose names begin with a dot."""
        for parent, folders, files in os.walk(directory):
            folders.sort()
            for file in sorted(files):
                path = Path(parent, file)
                if not file.startswith(".") and path.is_file():
                    self.add(str(PurePosixPath(name, *path.relative_to(directory).parts)), path)

    def finish(self, scratch: Path, **facts: object) -> None:
        """Write the manifest, with these facts about the whole, and wait for the disk; `scratch` is a directory."""
        manifest = scratch / MANIFEST
        manifest.write_text(json.dumps({"format": FORMAT, **facts, "files": self._files}, ensure_ascii=False))
        self.add(MANIFEST, manifest)
        self._tar.close()
        durable.flush(self._file)


class _Hashing:
    """A file that hashes what is read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.digest.update(content)
        return content


def verify(path: Path) -> dict:
    """The manifest of the backup at `path`, every byte of which has been read and is as it was written.

    Raises BackupError.
    """
    files, manifest = {}, None
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                source = tar.extractfile(member)
                if source is None:
                    raise tarfile.ReadError("A directory, of which we write none.")
                content = _Hashing(source)
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                    continue
                while content.read(CHUNK):
                    pass
                files[member.name] = [member.size, content.digest.hexdigest()]
    except FileNotFoundError as error:
        raise BackupError(f"没有这个文件：{path}。") from error
    except (OSError, tarfile.TarError, ValueError) as error:
        raise BackupError(f"{path} 不是完整的备份文件。") from error
    if manifest is None:
        raise BackupError(f"{path} 不是完整的备份文件：没有清单。")
    if manifest["format"] > FORMAT:
        raise BackupError(f"{path} 由更新的版本备份，请先把程序升级到那个版本再恢复。")
    if damaged := sorted(
        name for name in files.keys() | manifest["files"] if files.get(name) != manifest["files"].get(name)
    ):
        raise BackupError(f"{path} 已损坏：{damaged[0]} 等 {len(damaged)} 个文件与清单不符。")
    return manifest


def manifest(path: Path) -> dict:
    """The manifest of a verified backup, its last member."""
    with tarfile.open(path, "r:") as tar:
        return json.loads(_member(tar, MANIFEST).read())


@contextlib.contextmanager
def unnamed_copy(path: Path, name: str) -> Iterator[IO[bytes]]:
    """A member of a verified backup in a file without a name, at its beginning: a program can be given it."""
    with tarfile.open(path, "r:") as tar, unnamed_file() as copy:
        shutil.copyfileobj(_member(tar, name), copy, CHUNK)
        copy.seek(0)
        yield copy


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    if (source := tar.extractfile(name)) is None:
        raise BackupError(f"备份里的 {name} 不是文件。")
    return source


def extract(path: Path, targets: Mapping[str, tuple[Path, int]]) -> dict[str, int]:
    """Put the members of a verified backup where `targets` ({first part of the name: (path, mode of files)}) says.

    Each is whole or not there; other files stay. Returns {first part: how many}.
    """
    counts = dict.fromkeys(targets, 0)
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            root, *rest = PurePosixPath(member.name).parts
            if root not in targets or ".." in rest:
                continue
            target, mode = targets[root]
            _write(tar.extractfile(member), target.joinpath(*rest), mode)
            counts[root] += 1
    return counts


def _write(source, path, mode):
    durable.make_directory(path.parent, mode=0o755 if mode & 0o044 else 0o700, parents=True)
    with durable.replacing(path, mode=mode) as target:
        shutil.copyfileobj(source, target, CHUNK)
