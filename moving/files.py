"""The upload folder of an old site: a folder, a zip or a tar, whatever it was packed in.

An index of plain files is made once; `open` looks a path up in it and reads nothing else. So `..`, links, devices and
absolute names lead nowhere, in an archive or on disk. Sizes are bounded, since an archive may be a bomb.
"""

import os
import shutil
import tarfile
import tempfile
import unicodedata
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from moving.source import NotASite

MAX_FILES = 1_000_000
MAX_FILE = 512 * 2**20
#: Of all that a tar holds; it lies on the disk while it is read, and may take half of what is free there.
MAX_UNPACKED = 64 * 2**30
#: Long names and comments of a tar.
MAX_HEADER = 2**20
UTF_8_FLAG = 0x800


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a program keeps its uploads below the site's root, and the folders of that name as people pack them."""

    root: str
    tops: tuple[str, ...]


ZBLOG = Layout("zb_users/upload/", ("zb_users/upload/", "upload/"))


class IndexedFiles:
    """Files by their path below the site's root. In capital or small letters as stored; otherwise only where no other
    file differs from it in that alone.
    """

    def __init__(self, layout: Layout = ZBLOG) -> None:
        self.layout = layout
        self._openers: dict[str, Callable[[], BinaryIO]] = {}
        self._folded: dict[str, str | None] = {}
        #: What lay in no folder of that name: uploads only if nothing else is.
        self._bare: dict[str, Callable[[], BinaryIO]] = {}
        #: Paths in the source that were left out, and why.
        self.left_out: list[tuple[str, str]] = []
        self._unpacked: Path | None = None

    def open(self, path: str) -> BinaryIO | None:
        """The file at `path` below the site's root, decoded; None when there is none, or it cannot be read."""
        found = self.find(path)
        if found is None:
            return None
        try:
            return self._openers[found]()
        except (OSError, zipfile.BadZipFile, RuntimeError, zlib.error):
            return None

    def find(self, path: str) -> str | None:
        """The path as it is stored of what `path` means."""
        path = path.lstrip("/")
        return path if path in self._openers else self._folded.get(folded(path))

    def paths(self) -> Iterator[str]:
        """All there is."""
        return iter(self._openers)

    def pages(self, path: str) -> Iterable[str]:
        """None, for most programs."""
        return ()

    def add(self, name: str, opener: Callable[[], BinaryIO]) -> None:
        """Index a file by what it is called in its source."""
        path = site_path(name, self.layout)
        if path is None:
            self.left_out.append((name, "路径指向目录之外"))
            return
        if len(self._openers) + len(self._bare) >= MAX_FILES:
            self.left_out.append((path, f"文件太多，只读前 {MAX_FILES} 个"))
        else:
            (self._openers if below_top(name, self.layout) else self._bare)[path] = opener

    def keep_uploads(self) -> None:
        """The index is whole. Let go of what is no upload where a whole site was given: its program, its themes."""
        self._openers = self._openers or self._bare
        self._bare = {}
        for path in self._openers:
            key = folded(path)
            self._folded[key] = None if key in self._folded else path

    def unpack_to(self) -> Path:
        """A folder of our own that goes with this object."""
        if self._unpacked is None:
            self._unpacked = Path(tempfile.mkdtemp(prefix="moving-"))
            weakref.finalize(self, shutil.rmtree, self._unpacked, ignore_errors=True)
        return self._unpacked


def folded(path: str) -> str:
    """What two spellings of one name have in common: letters' case, composed characters (a Mac packs them apart)."""
    return unicodedata.normalize("NFC", path).casefold()


def open_uploads(path: Path | None, files: IndexedFiles | None = None) -> IndexedFiles:
    """The uploads at `path`: a folder, a zip, or a tar packed in any way; none without a path. `files`, empty, takes
    them, where a program looks for its files in a way of its own.
    """
    files = files or IndexedFiles()
    if path is None:
        return files
    if path.is_dir():
        _index_folder(files, path)
    elif zipfile.is_zipfile(path):
        _index_zip(files, path)
    elif path.is_file():
        _index_tar(files, path)
    else:
        raise NotASite(f"没有这个上传目录或压缩包：{path}")
    files.keep_uploads()
    return files


def site_path(name: str, layout: Layout = ZBLOG) -> str | None:
    """A name in an archive or folder as a path below the site's root; None where it would lead outside of it."""
    parts = name.replace("\\", "/").split("/")
    if "\0" in name or ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]:
        return None
    path = "/".join(part for part in parts if part not in {"", "."})
    return layout.root + (below_top(path, layout) or path) if path else None


def below_top(name: str, layout: Layout = ZBLOG) -> str:
    """A name below the upload folder that it names; empty when it names none."""
    path = name.replace("\\", "/")
    for top in layout.tops:
        at = f"/{path}".find(f"/{top}")
        if at >= 0:
            return path[at + len(top) :]
    return ""


def _decoded(raw: bytes) -> str | None:
    """A file name in the charset it is in: UTF-8, or as a Chinese Windows writes it."""
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return None


def _index_folder(files: IndexedFiles, top: Path) -> None:
    # Given the upload folder itself, or something above it.
    above = files.layout.root if f"/{files.layout.root}".endswith(f"/{top.name}/") else ""
    for folder, names, file_names in os.walk(os.fsencode(top), followlinks=False):
        names.sort()
        for name in sorted(file_names):
            full = os.path.join(folder, name)
            shown = _decoded(os.path.relpath(full, os.fsencode(top)))
            if shown is None or os.path.islink(full) or not os.path.isfile(full):
                files.left_out.append((shown or repr(name), "不是普通文件"))
            else:
                files.add(above + shown, _OnDisk(full))


class _OnDisk:
    """A file on disk, opened without following a link that took its place."""

    def __init__(self, path: bytes | Path) -> None:
        self.path = path

    def __call__(self) -> BinaryIO:
        return os.fdopen(os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def _index_zip(files: IndexedFiles, path: Path) -> None:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise NotASite(f"压缩包 {path.name} 打不开，可能没有传完整，请重新传。") from error
    for entry in archive.infolist():
        name = zip_name(entry)
        if entry.is_dir() or name.endswith(("/", "\\")):
            continue
        if entry.file_size > MAX_FILE:
            files.left_out.append((name, f"有 {entry.file_size} 字节，太大"))
        elif entry.flag_bits & 1:
            files.left_out.append((name, "有密码"))
        elif entry.external_attr >> 28 not in {0, 8}:
            files.left_out.append((name, "不是普通文件"))
        else:
            files.add(name, _InZip(archive, entry))


def zip_name(entry: zipfile.ZipInfo) -> str:
    """An entry's name. Without the flag for UTF-8 it is what the packer's Windows spoke, GBK, or UTF-8 all the same."""
    if entry.flag_bits & UTF_8_FLAG:
        return entry.orig_filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename
    return _decoded(raw) or entry.orig_filename


class _InZip:
    """A file in a zip. It is unpacked no further than the size the archive gives for it."""

    def __init__(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        self.archive, self.entry = archive, entry

    def __call__(self) -> BinaryIO:
        # What is damaged shows now, and not to somebody in the middle of a picture.
        unpacked = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=2**22))  # noqa: SIM115 - the caller closes it
        try:
            with self.archive.open(self.entry) as packed:
                shutil.copyfileobj(packed, unpacked, 2**16)
        except BaseException:
            unpacked.close()
            raise
        unpacked.seek(0)
        return unpacked


class _Header(tarfile.TarInfo):
    """A header whose own data (long names, comments) is small: `tarfile` reads it into memory before it tells."""

    OF_HEADERS = (b"x", b"g", b"L", b"K", b"X")

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Header":
        header = super().frombuf(buf, encoding, errors)
        if header.type in cls.OF_HEADERS and header.size > MAX_HEADER:
            raise tarfile.ReadError(f"文件头有 {header.size} 字节")
        return header


def _index_tar(files: IndexedFiles, path: Path) -> None:
    """A tar is a stream: its plain files are copied once to a folder of ours, under numbers instead of their names."""
    room = min(MAX_UNPACKED, shutil.disk_usage(files.unpack_to()).free // 2)
    number = 0
    try:
        with tarfile.open(path, "r|*", encoding="utf-8", errors="surrogateescape", tarinfo=_Header) as archive:
            for number, member in enumerate(archive, 1):
                room -= _take_member(files, archive, member, number, room)
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        if not number:
            raise NotASite(f"{path.name} 没有传完整，或者不是压缩包（zip、tar、tgz），请重新传。") from error
        # What a library says of it is English and tells nobody anything; what is ours does.
        why = "" if str(error).isascii() else f"：{error}"
        files.left_out.append((path.name, f"压缩包没有传完整，后面的文件没有读到{why}"))


def _take_member(files: IndexedFiles, archive: tarfile.TarFile, member: tarfile.TarInfo, number: int, room: int) -> int:
    """Index one member of a tar; how many bytes it took."""
    if member.isdir():
        return 0
    name = _decoded(member.name.encode("utf-8", "surrogateescape")) or repr(member.name)
    why = ""
    if not member.isreg() or member.issparse():
        why = "不是普通文件"
    elif member.size > min(MAX_FILE, room):
        why = f"有 {member.size} 字节，太大"
    packed = None if why else archive.extractfile(member)
    if packed is None:
        files.left_out.append((name, why or "读不出来"))
        return 0
    target = files.unpack_to() / str(number)
    with target.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked, 2**16)
    files.add(name, _OnDisk(target))
    return member.size
