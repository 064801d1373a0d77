"""Whether what an owner has put together belongs together: a backup, its uploads, and what moved in before."""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import islice

from moving.address_book import AddressBook, files
from moving.models import MovedStory, OldSite
from moving.source import Source, Story

#: Stories and pictures that are looked at, and how many there must be to say anything.
MOST_STORIES, MOST_PICTURES, LEAST = 3000, 500, 5
#: Below these shares something is wrong.
FOUND, SAME = 0.2, 0.3
_SOURCE = re.compile(r"""<img\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]{1,500})""", re.IGNORECASE)


def doubts(site: OldSite | None, source: Source, *, has_uploads: bool) -> list[str]:
    """What does not fit, in sentences. Reads the first stories of the source. `site`: where one was named already."""
    titles, pictures = dict[str, str](), list[bool]()
    book = AddressBook(source.base_url, [*(site.hosts if site else []), *source.own_hosts])
    for story in islice(source.stories(), MOST_STORIES):
        titles[story.id] = story.title[:250]
        if has_uploads and len(pictures) < MOST_PICTURES:
            pictures += [_is_there(source, paths) for paths in _pictures(story, book)]
    return [each for each in (_of_uploads(pictures), _of_earlier(site, titles) if site else "") if each]


def _pictures(story: Story, book: AddressBook) -> Iterator[list[str]]:
    """The files that each own picture of the body may be."""
    page = story.addresses[0] if story.addresses else "/"
    for match in _SOURCE.finditer(story.body):
        if paths := list(files(book.place(match[1], page))):
            yield paths


def _is_there(source: Source, paths: list[str]) -> bool:
    for path in paths:
        if (file := source.files.open(path)) is not None:
            with closing(file):
                return True
    return False


def _of_uploads(pictures: list[bool]) -> str:
    if len(pictures) < LEAST or sum(pictures) / len(pictures) >= FOUND:
        return ""
    return (
        f"上传目录和这份备份对不上：看了正文里的 {len(pictures)} 张图片，在里面只找到 {sum(pictures)} 张。"
        "可能是另一个站的，或者选错了文件夹；照这样迁，图片会找不到。"
    )


def _of_earlier(site: OldSite, titles: dict[str, str]) -> str:
    known = MovedStory.objects.filter(site=site, old_id__in=list(titles)).exclude(title="")
    pairs = [(titles[old_id], title) for old_id, title in known.values_list("old_id", "title")]
    same = sum(new == before for new, before in pairs)
    if len(pairs) < LEAST or same / len(pairs) >= SAME:
        return ""
    return (
        f"这份备份不像同一个站的：编号相同的 {len(pairs)} 篇里，只有 {same} 篇标题和以前迁入的相同。"
        "照这样迁，以前的文章会被改成别的；另一个站请新建一个搬家。"
    )
