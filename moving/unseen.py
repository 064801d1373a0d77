"""What of an old story its readers do not see here, though all of it that is there agrees: pictures, videos, players.

It is no fault of the import: the file was not in the uploads, or another site's player does not run here. But a share
of 100 % says nothing of it.
"""

from collections.abc import Collection, Iterable, Iterator

import lxml.html

from articles import body
from articles.models import Article
from moving import old_markup, players
from moving.address_book import Place, files
from moving.source import Story

PICTURE, PLAYER = "unseen_picture", "unseen_player"
LABELS = {PICTURE: "读者看不到的图片", PLAYER: "拿掉的视频、播放器、表单"}
_NOT_HERE, _WAITING, _NO_COVER = "上传目录里没有，或者打不开", "外站图片，还没有取回", "封面没有迁入"


def of_story(
    story: Story, article: Article, places: Iterable[list[Place]], known: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """(code of LABELS, what it is, why or what is there instead). `places` of its own pictures; `known`: files here."""
    for named in places:
        if not any(path in known for place in named for path in files(place)):
            yield PICTURE, next(iter(named[0].paths), ""), _NOT_HERE
    for url in body.remote_urls(article.body):
        yield PICTURE, url, _WAITING
    if story.cover.strip() and article.cover_id is None:
        yield PICTURE, story.cover.strip(), _NO_COVER
    for tag, address in old_markup.media(body.COMMENT.sub("", story.body)):
        kind = players.kind_of(tag, address)
        is_named = kind and f"〔{kind}" in article.body and players.name_of(address) in article.body
        yield PLAYER, f"{tag} {address}".strip(), "正文里留了一行" if is_named else ""


def sources(markup: str) -> Iterator[list[str]]:
    """For each picture of an old body, the addresses that its attributes name, by another parser than a run has."""
    if "<img" not in markup.lower():
        return
    for image in lxml.html.fromstring(f"<div>{body.COMMENT.sub('', markup)}</div>").xpath("//img"):
        yield [address for name in old_markup.SOURCES if (address := image.get(name))]
