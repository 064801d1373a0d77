"""The kinds of files that a lead takes, known by their bytes: what a name says is only asked where bytes leave it open.

Nothing is unpacked or decoded: of a ZIP the list of its names is read, of the others how they begin. They are only ever
downloaded.
"""

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MEGABYTE = 1024 * 1024
#: nginx lets 25 MB through to the desk.
LARGE, SMALL = 24, 10
#: Of a file's own name.
LONGEST_NAME = 120
#: So much of the beginning tells all kinds but those in a ZIP.
HEAD = 1024
#: The list of names of a ZIP stands before its last bytes, which may hold a comment. Of a longer one no more is read.
TAIL, LONGEST_LIST = 65_557, MEGABYTE
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
#: What phones record is often marked as a film; the name tells.
FILMS = {b"isom", b"mp41", b"mp42", b"M4V ", b"dash", *(b"iso%d" % n for n in range(2, 10)), b"3gp4", b"3gp5", b"3gp6"}
#: Which name in a ZIP makes it a document.
DOCUMENTS = {b"word/document.xml": ".docx", b"xl/workbook.xml": ".xlsx", b"ppt/presentation.xml": ".pptx"}
OLD_DOCUMENTS = (".doc", ".xls", ".ppt")


@dataclass(frozen=True)
class FileKind:
    """What staff call it, the endings its names may have (the first is given to others), and how large it may be."""

    label: str
    endings: tuple[str, ...]
    megabytes: int = SMALL


KINDS = {
    each.endings[0]: each
    for each in (
        FileKind("PDF", (".pdf",)),
        FileKind("JPG", (".jpg", ".jpeg")),
        FileKind("PNG", (".png",)),
        FileKind("WebP", (".webp",)),
        FileKind("HEIC", (".heic", ".heif")),
        FileKind("Word", (".docx",)),
        FileKind("Word", (".doc", ".wps")),
        FileKind("Excel", (".xlsx",)),
        FileKind("Excel", (".xls", ".et")),
        FileKind("PPT", (".pptx",), LARGE),
        FileKind("PPT", (".ppt", ".dps"), LARGE),
        FileKind("DWG", (".dwg",), LARGE),
        FileKind("ZIP", (".zip",), LARGE),
        FileKind("M4A", (".m4a",), LARGE),
    )
}
#: For a browser's dialogue. Phones know some endings only by these types.
ACCEPT = ",".join([
    *(ending for kind in KINDS.values() for ending in kind.endings),
    *("image/heic", "image/heif", "audio/mp4", "audio/x-m4a", "application/zip", "image/vnd.dwg", "application/acad"),
])  # fmt: skip
WORDS = f"PDF、图片（含 HEIC）、Word、Excel 在 {SMALL} MB 以内，PPT、DWG、ZIP、录音（M4A）在 {LARGE} MB 以内"


class NotTaken(Exception):
    """A file that is refused; the message says why and what to do."""


def of(file: BinaryIO, name: str) -> FileKind | None:
    """The kind of a file that is open for reading; None for one that is not taken. It stands at its beginning then."""
    file.seek(0)
    head, named = file.read(HEAD), Path(name).suffix.lower()
    ending = _by_beginning(head) or _of_film(head, named)
    if head.startswith(b"PK\x03\x04"):
        ending = _in_zip(file)
    elif head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        ending = next((each for each in OLD_DOCUMENTS if named in KINDS[each].endings), "")
    file.seek(0)
    return KINDS.get(ending)


def checked_name(file: BinaryIO, name: str, size: int, shown: str) -> str:
    """The name to keep: as it is `shown`, with the ending that its bytes deserve. Raises NotTaken."""
    if not size:
        raise NotTaken(f"“{shown}”是空的。")
    kind = of(file, name)
    if kind is None:
        raise NotTaken(f"“{shown}”收不了：按内容看它不是能收的种类，或者已经损坏。能收的：{WORDS}。")
    if size > kind.megabytes * MEGABYTE:
        raise NotTaken(f"“{shown}”太大，{kind.label} 最多 {kind.megabytes} MB。")
    stem, ending = Path(shown).stem or "未命名", Path(shown).suffix
    if ending.lower() not in kind.endings:
        # Of 合同.2026 all is the name; of 图.jpg that is none the ending would mislead who opens it.
        known = any(ending.lower() in each.endings for each in KINDS.values())
        stem, ending = stem if known else f"{stem}{ending}", kind.endings[0]
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}"


def _by_beginning(head: bytes) -> str:
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"%PDF-"):
        return ".pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ".webp"
    return ".dwg" if re.match(rb"AC10\d\d", head) else ""


def _of_film(head: bytes, named: str) -> str:
    """Of what begins as a film does: a picture of an iPhone, or a recording."""
    if head[4:8] != b"ftyp":
        return ""
    length = min(int.from_bytes(head[:4], "big"), HEAD)
    brands = {head[8:12], *(head[start : start + 4] for start in range(16, length - 3, 4))}
    if brands & HEIC:
        return ".heic"
    is_recording = brands & {b"M4A ", b"M4B "} or (named == ".m4a" and head[8:12] in FILMS)
    return ".m4a" if is_recording else ""


def _in_zip(file: BinaryIO) -> str:
    """What a ZIP is by the names of its parts, which are listed at its end; empty for one that is cut off."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return ""
    length, start = struct.unpack_from("<II", tail, end + 12)
    file.seek(min(start, size))
    names = _names(file.read(min(length, LONGEST_LIST)))
    return next((ending for name, ending in DOCUMENTS.items() if name in names), ".zip")


def _names(listed: bytes) -> set[bytes]:
    names, at = set(), 0
    while listed[at : at + 4] == b"PK\x01\x02" and len(listed) >= at + 46:
        lengths = struct.unpack_from("<HHH", listed, at + 28)
        names.add(listed[at + 46 : at + 46 + lengths[0]])
        at += 46 + sum(lengths)
    return names
