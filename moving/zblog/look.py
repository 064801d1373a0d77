"""Step 1, Look: what there is of a Z-BlogPHP site and what is odd about it. Reads everything once, writes nothing."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Protocol

from moving import looking
from moving.files import ZBLOG
from moving.looking import Look, Tally
from moving.source import Facts, Refusal, Source
from moving.texts import plain, short
from moving.zblog import charset
from moving.zblog.addresses import Rules
from moving.zblog.database import Database
from moving.zblog.rows import Reading

#: Modules of links: 友情链接, 网站收藏.
FRIENDS = ("link", "links", "favorite", "friendlink")
LINK = re.compile(
    r"""<a\b[^>]{0,500}?\bhref\s*=\s*["']?\s*(https?://[^"'\s>]+)[^>]{0,500}>(.{0,300}?)</a>""",
    re.IGNORECASE | re.DOTALL,
)
MOST_OF_FRIENDS = 200_000
TABLES = ("category", "tag", "member", "upload", "comment", "module")


class Site(Source, Protocol):
    """What a look needs of a site beyond its stories."""

    database: Database

    @property
    def settings(self) -> Mapping[str, object]:
        """ZC_BLOG_NAME and its like."""

    told_host: str

    @property
    def rules(self) -> Rules:
        """How its addresses are made."""

    @property
    def zone(self) -> tzinfo:
        """The time zone its dates were shown in."""


def facts(site: Site) -> Facts:
    """What there is of a site. Its time is that of reading all of it once."""
    look, database = Look(), site.database
    look.take_names(site.names())
    for story in site.stories():
        look.take_story(story)
    look.take_refused(site.refused())
    take_files(site, look.tally)
    if len(database.prefixes) > 1:
        look.tally.add("more-sites", "、".join(f"{each}（{n} 篇）" for each, n in database.prefixes.items()))
    version = site.settings.get("ZC_BLOG_VERSION") or site.settings.get("ZC_BLOG_PRODUCT_FULL") or ""
    return Facts(
        program=f"Z-BlogPHP {version}".strip(),
        title=str(site.settings.get("ZC_BLOG_NAME") or ""),
        told_host=site.told_host,
        found_hosts=dict(look.hosts.most_common(50)),
        preset=site.rules.preset,
        time_zone=str(site.zone),
        charset=charset.verdict(look.values),
        sample_titles=tuple(look.samples),
        counts=look.counts({table: database.count(table) for table in TABLES if database.has(table)}),
        oddities=look.tally.result(),
        friends=tuple(friends(site)),
        personal={table: database.count(table) for table in ("member", "comment")},
    )


def friends(site: Site) -> Iterator[tuple[str, str]]:
    """(name, address) of the links to friends' sites, which the program keeps as the markup of a module."""
    for row in site.database.rows("module", ("id", "filename", "content")):
        if isinstance(row, Refusal):
            continue
        reading = Reading(row)
        if reading.text("filename").strip().lower() in FRIENDS:
            for match in LINK.finditer(reading.text("content")[:MOST_OF_FRIENDS]):
                yield short(plain(match[2])), short(html.unescape(match[1]))


def take_files(site: Site, tally: Tally) -> None:
    """Hold the list of uploads against the files, where there are any."""
    unlisted = {*site.files.paths()}
    if not unlisted:
        return
    for row in site.database.rows("upload", ("id", "name", "posttime")):
        if isinstance(row, Refusal):
            continue
        reading = Reading(row)
        when, name = reading.time("posttime", site.zone), reading.text("name")
        # By the day, too, where the site was set so.
        folders = [f"{when:%Y/%m}", f"{when:%Y/%m/%d}"] if when else []
        paths = {f"{ZBLOG.root}{folder}/{name}" for folder in folders}
        if paths & unlisted:
            unlisted -= paths
        else:
            tally.add("no-file", f"附件 {reading.text('id')}：{short(name)}")
    for path in sorted(unlisted):
        tally.add("no-row", short(path))


#: What the codes of oddities mean, for people.
WORDS = {
    **looking.WORDS,
    **{code: f"有的值{words}" for code, words in charset.WORDS.items()},
    "no-number": "应是数字的地方不是数字",
    "no-time": "时间超出日历",
    "meta-unreadable": "扩展信息（Meta）不完整，只读到一部分或读不出",
    "title-cut": "标题超过 2000 字，只取开头",
    "lost-characters": "标题或正文里的问号可能是丢失的字（表情符号）",
    "other-type": "既不是文章也不是页面（插件的内容），旧站不公开",
    "other-status": "状态不认识，按不公开处理",
    "tags-cut": "标签一列不完整（被截断）",
    "more-sites": "库里不止一个站，只看文章最多的；用 --prefix 选另一个",
    "no-file": "附件列表里有、上传目录里没有的文件",
    "no-row": "上传目录里有、附件列表里没有的文件",
    "incomplete": "备份文件在中途结束",
}
