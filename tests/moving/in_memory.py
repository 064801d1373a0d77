"""An old site in memory: a source of whatever names, stories and files a test needs."""

import hashlib
import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import PIL.Image

from moving.source import Facts, Name, NameKind, Story, StoryKind, Visibility

UPLOADS = "zb_users/upload/"
HOST = "shi.example"


def picture(seed=0, kind="JPEG", size=(64, 48)):
    """The bytes of a picture that no other seed gives."""
    out = io.BytesIO()
    PIL.Image.new("RGB", size, (seed % 256, seed // 256 % 256, 90)).save(out, kind)
    return out.getvalue()


@dataclass
class Folder:
    """Files by path; `asked` are all paths that were asked for."""

    content: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def open(self, path):
        self.asked.append(path)
        data = self.content.get(path)
        return None if data is None else io.BytesIO(data)

    def paths(self):
        return iter(sorted(self.content))

    def pages(self, path):
        return ()


@dataclass
class OldSource:
    """A moving.source.Source whose parts are lists."""

    base_url: str = f"http://{HOST}/"
    own_hosts: tuple = ()
    refusals: list = field(default_factory=list)
    all_names: list = field(default_factory=list)
    all_stories: list = field(default_factory=list)
    files: Folder = field(default_factory=Folder)

    def names(self):
        return iter(self.all_names)

    def month_address(self, year, month):
        return f"/date-{year}-{month}.html"

    def stories(self):
        return iter(self.all_stories)

    def refused(self):
        return iter(self.refusals)

    def facts(self):
        return Facts("memory", "示例旧站", HOST, {}, "", "Asia/Shanghai", "", (), {})

    def category(self, number, name="动态", **fields):
        address = (f"/category-{number}.html",)
        made = Name(NameKind.CATEGORY, str(number), name, **{"addresses": address, **fields})
        self.all_names.append(made)
        return made.id

    def tag(self, number, name):
        self.all_names.append(Name(NameKind.TAG, str(number), name, addresses=(f"/tags-{number}.html",)))
        return str(number)

    def author(self, number, name):
        self.all_names.append(Name(NameKind.AUTHOR, str(number), name, addresses=(f"/author-{number}.html",)))
        return str(number)

    def story(self, number, body="<p>东山高新区的示例正文，一共两句。第二句在这里。</p>", **fields):
        given = {
            "kind": StoryKind.ARTICLE,
            "id": str(number),
            "visibility": Visibility.PUBLIC,
            "title": f"旧文章 {number}",
            "body": body,
            "original": body,
            "published_at": datetime(2020, 1, 1 + number % 28, 4, tzinfo=UTC),
            "category": "1",
            "addresses": (f"/post/{number}.html", f"/?id={number}"),
            **fields,
        }
        self.all_stories.append(_hashed(Story(**given)))
        return self.all_stories[-1]

    def change(self, number, **fields):
        """Have the old site say something else of a story."""
        place = next(at for at, story in enumerate(self.all_stories) if story.id == str(number))
        if "body" in fields:
            fields.setdefault("original", fields["body"])
        self.all_stories[place] = _hashed(replace(self.all_stories[place], **fields))

    def remove(self, number):
        self.all_stories = [story for story in self.all_stories if story.id != str(number)]


def _hashed(story):
    row = repr(replace(story, views=0, row_hash=b""))
    return replace(story, row_hash=hashlib.sha256(row.encode()).digest())
