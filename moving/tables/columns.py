"""What the columns of a table of articles are called, in Chinese and English, and what their cells mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from moving.source import StoryKind, Visibility
from plumbing import typed_text

#: Each field and the headings people give it, without spaces, marks and capitals.
HEADINGS = {
    name: tuple(words.split())
    for name, words in {
        "id": "编号 旧编号 文章编号 序号id 文章id 内容id 新闻id id aid postid articleid newsid",
        "title": "标题 文章标题 新闻标题 名称 题目 文章名称 title posttitle subject headline",
        "body": """
            正文 内容 文章内容 正文内容 新闻内容 详细内容 文章正文 content body postcontent html text
            articlecontent
        """,
        "summary": "摘要 简介 导语 概述 文章摘要 内容摘要 summary excerpt abstract intro digest postexcerpt",
        "category": """
            分类 栏目 类别 频道 所属栏目 文章分类 栏目名称 分类名称 category categories section channel column
            typename
        """,
        "tags": "标签 关键标签 话题 tags tag posttag",
        "author": "作者 发布人 编辑 撰稿人 署名 发布者 author writer byline creator",
        "time": """
            发布时间 发布日期 时间 日期 发表时间 发表日期 显示时间 上线时间 publishedat published publishtime
            publishdate pubdate date time datetime postdate posttime inputtime
        """,
        "created": "创建时间 创建日期 添加时间 录入时间 createdat created createtime addtime",
        "updated": """
            更新时间 修改时间 最后修改 更新日期 修改日期 updatedat updated updatetime modified modifiedat
            lastmodified
        """,
        "status": "状态 文章状态 发布状态 是否发布 是否公开 审核状态 status state poststatus ispublished",
        "address": """
            原网址 旧地址 原地址 旧网址 网址 链接 文章地址 文章链接 地址 访问地址 url link permalink oldurl
            address path
        """,
        "source": "来源 文章来源 新闻来源 信息来源 出处 稿源 稿件来源 source origin copyfrom sourcename",
        "source_url": "来源网址 来源链接 来源地址 出处链接 sourceurl originurl sourcelink",
        "views": """
            浏览量 阅读量 点击量 浏览次数 阅读数 点击数 阅读次数 点击次数 浏览数 浏览 点击 views hits click
            clicks viewcount pageviews
        """,
        "cover": """
            封面 封面图 缩略图 头图 图片 封面图片 题图 cover coverimage thumbnail thumb image litpic picture
        """,
        "pinned": "置顶 是否置顶 istop top pinned sticky issticky",
        "kind": "类型 内容类型 type kind posttype",
        "seo_title": "seo标题 搜索标题 网页标题 seotitle metatitle",
        "seo_description": "seo描述 搜索描述 网页描述 描述 seodescription metadescription description",
        "seo_keywords": "seo关键词 seo关键字 搜索关键词 关键词 关键字 seokeywords metakeywords keywords",
    }.items()
}
#: What each field is called where an owner says which column is which: the first of its headings.
FIELDS = {name: words[0] for name, words in HEADINGS.items()}
LABELS = {"title": "标题", "body": "正文"}
#: Where a table has no column of tags, these are what its editors took for them.
_KEYWORDS = {"关键词", "关键字", "keywords"}
_FIELD_OF = {heading: name for name, headings in HEADINGS.items() for heading in headings}
_MARKS = re.compile(r"[\W_]+")
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]")
YES = {"1", "是", "真", "对", "有", "y", "yes", "true", "√", "✓", "✔", "on", "置顶", "top"}
_VISIBLE = {
    Visibility.PUBLIC: """
        公开 已公开 发布 已发布 正常 显示 上线 已上线 通过 审核通过 已审核 已通过 publish published public
        online active live visible yes
    """,
    Visibility.DRAFT: """
        草稿 未发布 存稿 draft unpublished 否 n no false 0 定时 scheduled future
    """,
    Visibility.REVIEW: """
        待审 待审核 审核中 未审核 未审 pending review inreview
    """,
    Visibility.PRIVATE: """
        隐藏 私密 不公开 下线 已下线 撤回 已撤回 停用 禁用 屏蔽 private hidden offline withdrawn archived
        inactive
    """,
    Visibility.LOCKED: """
        删除 已删除 回收站 锁定 trash deleted locked
    """,
}
VISIBILITIES = {
    **dict.fromkeys(("", *YES), Visibility.PUBLIC),
    **{word: visibility for visibility, words in _VISIBLE.items() for word in words.split()},
}
KINDS = {"页面": StoryKind.PAGE, "单页": StoryKind.PAGE, "page": StoryKind.PAGE}
_TAG_SEPARATORS = re.compile(r"[,，、;；|｜\r\n\t]|\s/\s|(?:^|\s)#|#(?=\s|$)")
_TAG_QUOTES = "[]【】\"'“”‘’ \u3000"
MOST_TAGS = 100
_COUNT = re.compile(r"(\d{1,12})(?:\.(\d{1,4})\d*)?(万|w|千|k)?\+?(?:次|人|阅读|浏览)*")
_CJK = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Columns:
    """{field: the positions of its columns, from 0}, and how many columns have headings."""

    positions: Mapping[str, tuple[int, ...]]
    width: int
    #: Headings that name no field.
    unknown: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """Columns without which no article can be read, as people call them."""
        return [label for name, label in LABELS.items() if name not in self.positions]


def columns_of(headings: Sequence[str], said: Mapping[str, str] | None = None) -> Columns:
    """The columns that a row of headings names. `said` goes first: {key_of a heading: its field, or "" for none}."""
    said = said or {}
    positions: dict[str, tuple[int, ...]] = {}
    unknown = []
    for at, heading in enumerate(headings):
        key = key_of(heading)
        name = said[key] if key in said else field_of(heading)
        if name:
            positions[name] = (*positions.get(name, ()), at)
        elif heading.strip() and key not in said:
            unknown.append(typed_text.line(heading)[:20])
    if "tags" not in positions and "tags" not in said.values() and "seo_keywords" not in said.values():
        _take_keywords_for_tags(positions, headings)
    width = max((at + 1 for at, heading in enumerate(headings) if heading.strip()), default=0)
    return Columns(positions, width, tuple(unknown))


def _take_keywords_for_tags(positions: dict[str, tuple[int, ...]], headings: Sequence[str]) -> None:
    of_search = positions.pop("seo_keywords", ())
    tags = tuple(at for at in of_search if typed_text.identifier(headings[at]).casefold() in _KEYWORDS)
    rest = tuple(at for at in of_search if at not in tags)
    positions |= {name: found for name, found in (("tags", tags), ("seo_keywords", rest)) if found}


def key_of(heading: str) -> str:
    """A heading without spaces, marks and capitals, by which it is known."""
    return _MARKS.sub("", typed_text.identifier(heading).casefold())[:60]


def field_of(heading: str) -> str:
    """The field that a heading names, whatever stands in brackets behind it; empty for none."""
    if len(heading) > 60:
        return ""
    plain = typed_text.identifier(heading).casefold()
    for each in (plain, _REMARK.sub("", plain)):
        if name := _FIELD_OF.get(_MARKS.sub("", each)):
            return name
    return ""


def names_in(cell: str) -> list[str]:
    """Tags as people put them into one cell: between commas, marks or line breaks, or, all Chinese, between spaces."""
    text = unescape(cell)
    parts = _TAG_SEPARATORS.split(text)
    words = text.split()
    if len(parts) == 1 and len(words) > 1 and all(map(_CJK.search, words)):
        parts = words
    names = dict.fromkeys(typed_text.line(part).strip(_TAG_QUOTES) for part in parts)
    return [name for name in names if name][:MOST_TAGS]


def is_yes(cell: str) -> bool:
    """Whether a mark says so."""
    return typed_text.identifier(cell).casefold() in YES


def visibility(cell: str) -> Visibility | None:
    """Who could read it; None for a word that is not known."""
    return VISIBILITIES.get(_MARKS.sub("", typed_text.identifier(cell).casefold()) if cell.strip() not in YES else "1")


def count(cell: str) -> int | None:
    """1,234 or 1.2万 as a number; None for what is none."""
    text = re.sub(r"[\s,]", "", typed_text.identifier(cell).casefold())
    if not text:
        return 0
    if not (found := _COUNT.fullmatch(text)):
        return None
    scale = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000}.get(found[3], 1)
    return int(found[1]) * scale + (int((found[2] + "000")[:4]) * scale // 10_000 if found[2] else 0)


def first(cells: Sequence[str], positions: Iterable[int]) -> str:
    """The first of these cells that says something."""
    return next((cells[at] for at in positions if at < len(cells) and cells[at].strip()), "")
