"""WordPress's export files (WXR 1.0 to 1.2) as a stream of what stands in them, an element at a time.

Nothing of a file is believed: what it unpacks to and what one element may hold is bounded, a document type (the way to
entities) is refused, and characters that XML does not allow, which WordPress writes all the same, are taken out.
"""

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree

from moving.source import NotASite, Refusal
from moving.zblog.charset import CONTROL

GZIP = b"\x1f\x8b"
#: Of all files unpacked, and of one post with its comments.
MAX_UNPACKED, MAX_ITEM = 32 * 2**30, 64 * 2**20
MAX_FILES = 1_000
CHUNK = 2**18
DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,80}?encoding=["']([\w-]{1,20})""")
#: Above the posts: the site, its authors, categories and tags.
HEADER = ("author", "category", "tag", "base_blog_url", "link", "title", "generator")
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@dataclass(slots=True)
class Item:
    """A post as its element has it: `fields` by their names without namespace, `content` and `excerpt` among them."""

    fields: dict[str, str] = field(default_factory=dict)
    metas: dict[str, str] = field(default_factory=dict)
    #: (taxonomy, slug, name) of each term.
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    comments: int = 0

    def __getitem__(self, name: str) -> str:
        """A field; empty where there is none."""
        return self.fields.get(name, "")


@dataclass(slots=True)
class Heading:
    """What stands above the posts: an element's name, and its parts (`""` is its own text)."""

    name: str
    parts: dict[str, str]


class _Clean:
    """A stream of XML in UTF-8 without the characters that XML does not know; it ends where it is too large."""

    def __init__(self, stream: BinaryIO, room: int) -> None:
        self.stream, self.room, self.item_room, self.trouble = stream, room, MAX_ITEM, ""
        self.start = start = self._more(CHUNK)
        declared = DECLARED.match(start)
        name = declared[1].decode().lower() if declared else "utf-8"
        # Whoever opened the file in an editor of Chinese Windows has saved it so.
        self.decoder = codecs.getincrementaldecoder("gb18030" if name.startswith("gb") else "utf-8")("replace")

    def read(self, size: int) -> bytes:
        """As of a file."""
        while True:
            raw, self.start = self.start or self._more(size), b""
            self.room -= len(raw)
            self.item_room -= len(raw)
            if self.room < 0 or self.item_room < 0:
                self.trouble = "文件解开后太大" if self.room < 0 else f"一篇超过 {MAX_ITEM // 2**20} MB"
                return b""
            text = CONTROL.sub("", self.decoder.decode(raw, final=not raw))
            if text or not raw:
                return text.encode()

    def _more(self, size: int) -> bytes:
        try:
            return self.stream.read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
            self.trouble = "压缩文件没有传完整"
            return b""


class Export:
    """The files of one export: an .xml, a packed one (.xml.gz), or several in a zip, in the order of their names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.refused: list[Refusal] = []
        if not path.is_file():
            raise NotASite(f"没有这个文件：{path}")

    def read(self) -> Iterator[Heading | Item]:
        """All that stands in the files. Raises NotASite for one that no WordPress has written."""
        self.refused, room = [], MAX_UNPACKED
        with closing(self._streams()) as streams:
            for name, stream in streams:
                clean = _Clean(stream, room)
                yield from self._parse(name, clean)
                room = clean.room

    def _streams(self) -> Generator[tuple[str, Any], None, None]:
        try:
            if not zipfile.is_zipfile(self.path):
                with self.path.open("rb") as file:
                    yield self.path.name, _unpacked(file)
                return
            with zipfile.ZipFile(self.path) as archive:
                entries = [each for each in archive.infolist() if each.filename.lower().endswith((".xml", ".xml.gz"))]
                if not entries or len(entries) > MAX_FILES:
                    raise NotASite(f"压缩包里要有 1 到 {MAX_FILES} 个 .xml 文件，这里有 {len(entries)} 个。")
                for entry in sorted(entries, key=lambda each: each.filename):
                    with archive.open(entry) as file:
                        yield entry.filename, _unpacked(file)
        except (zipfile.BadZipFile, RuntimeError) as error:
            raise NotASite(f"压缩包 {self.path.name} 打不开，可能没有传完整，请重新传。") from error

    def _parse(self, name: str, clean: _Clean) -> Iterator[Heading | Item]:
        # Without huge_tree: a text of more than 10 million bytes, or 256 levels, ends the file.
        events = etree.iterparse(
            cast(BinaryIO, clean), ("start", "end"), encoding="utf-8",
            tag=("rss", "item", "{*}comment", *(f"{{*}}{each}" for each in HEADER)),
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        )  # fmt: skip
        is_rss = False
        try:
            for event, element in events:
                if event == "start":
                    is_rss = is_rss or _is_rss(element)
                elif is_rss and (found := _taken(element)) is not None:
                    clean.item_room = MAX_ITEM
                    yield found
        except etree.XMLSyntaxError as error:
            if not is_rss:
                raise NotASite(f"{name} 不是 WordPress 的导出文件（WXR）。") from error
            why = clean.trouble or f"没有传完整，或者中途坏了（第 {error.lineno} 行）"
            self.refused.append(Refusal("wxr", name, f"{why}。后面的没有读到"))
        if not is_rss:
            raise NotASite(f"{name} 不是 WordPress 的导出文件（WXR）。{clean.trouble}")


def _unpacked(stream: Any) -> Any:
    if stream.peek(2)[:2] == GZIP:
        return gzip.GzipFile(fileobj=stream)
    return stream


def _is_rss(element: Any) -> bool:
    if element.getroottree().docinfo.doctype:
        raise NotASite("文件带有文档类型声明（DOCTYPE），WordPress 不会这样写，没有读。")
    return bool(element.tag == "rss")


def _taken(element: Any) -> Heading | Item | None:
    """What an element that has ended holds, which is cleared then; None for a part of something greater."""
    above = element.getparent()
    if element.tag == "item":
        found: Heading | Item = _item(element)
    elif etree.QName(element).localname == "comment":
        # A post may have thousands: all but their number goes at once.
        element.clear()
        return None
    elif above is None or above.tag != "channel":
        return None
    else:
        parts = {etree.QName(each).localname: each.text or "" for each in element.iterchildren("*")}
        found = Heading(etree.QName(element).localname, {**parts, "": element.text or ""})
    element.clear()
    while element.getprevious() is not None:
        del above[0]
    return found


def _item(element: Any) -> Item:
    item = Item()
    for part in element.iterchildren("*"):
        name, text = etree.QName(part).localname, part.text or ""
        if name == "postmeta":
            values = {etree.QName(each).localname: each.text or "" for each in part.iterchildren("*")}
            item.metas.setdefault(values.get("meta_key", ""), values.get("meta_value", ""))
        elif name == "category":
            item.terms.append((part.get("domain", "category"), part.get("nicename", ""), text))
        elif name == "comment":
            item.comments += 1
        elif name == "encoded":
            item.fields["content" if part.tag == CONTENT else "excerpt"] = text
        else:
            item.fields.setdefault(name, text)
    return item
