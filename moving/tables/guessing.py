"""What a column whose heading nobody knows may be: by the words within its heading, and then by its cells.

A proposal, which an owner sees beside the first cells. Headings say more than cells, of which a short table has few.
"""

import re
from collections.abc import Iterable, Sequence

from moving.tables import times
from moving.tables.columns import FIELDS, key_of
from plumbing import typed_text

#: Of each field: words that its heading may hold in Chinese, tokens in English (their beginnings, from four letters
#: on), and in pinyin what it may be as a whole, written out or by its initials.
_WORDS = {
    "source_url": (
        "来源网址 来源链接 来源地址 出处链接",
        "",
        "laiyuanwangzhi laiyuanlianjie",
    ),
    "seo_title": (
        "搜索标题 网页标题 页面标题",
        "",
        "wangyebiaoti",
    ),
    "seo_description": (
        "描述",
        "description",
        "miaoshu",
    ),
    "seo_keywords": (
        "关键词 关键字 主题词",
        "keyword",
        "guanjianci guanjianzi gjc gjz",
    ),
    "created": (
        "创建 录入 入库 添加 建立",
        "create add insert",
        "chuangjianshijian lurushijian tianjiashijian cjsj lrsj",
    ),
    "updated": (
        "更新 修改 最后编辑",
        "update modif edited",
        "gengxinshijian xiugaishijian gxsj xgsj",
    ),
    "cover": (
        "封面 缩略 题图 头图 首图 配图 图片 标题图",
        "cover thumb image img pic photo",
        "fengmian suoluetu tupian fm",
    ),
    "address": (
        "网址 链接 地址 路径",
        "url link href permalink uri",
        "wangzhi lianjie dizhi wz lj",
    ),
    "views": (
        "浏览 阅读 点击 人气 热度 访问量",
        "view hit click read pv visit",
        "liulanliang yueduliang dianjiliang renqi lll ydl djl",
    ),
    "summary": (
        "摘要 简介 导语 提要 概要 内容提要",
        "summary excerpt abstract intro digest",
        "zhaiyao jianjie daoyu tiyao zy",
    ),
    "title": (
        "标题 题名 题目 篇名 文题 主题 名称",
        "title headline subject heading",
        "biaoti timing timu mingcheng bt wzbt xwbt",
    ),
    "body": (
        "正文 内容 稿件 文稿 全文 原文 文本 详情 详细 文字",
        "content body text html story detail",
        "zhengwen neirong wenzhangneirong quanwen gaojian nr zw wznr xwnr",
    ),
    "category": (
        "分类 栏目 类别 频道 板块 版块 专栏",
        "categor cate section channel column",
        "fenlei lanmu leibie pindao lm fl",
    ),
    "tags": (
        "标签 话题",
        "tag topic",
        "biaoqian huati bq",
    ),
    "author": (
        "作者 记者 编辑 撰稿 撰写 署名 发布人 责编 通讯员",
        "author writer editor reporter byline",
        "zuozhe bianji jizhe zz bj",
    ),
    "source": (
        "来源 出处 稿源 转自 媒体",
        "source origin from media",
        "laiyuan chuchu ly",
    ),
    "time": (
        "发布 发表 刊出 刊发 见报 发稿 上线 时间 日期 年月日",
        "publish pub date time posted",
        "fabushijian fabiaoshijian fabu shijian riqi faburiqi fbsj fbrq sj rq",
    ),
    "status": (
        "状态 是否公开 是否显示",
        "status state published",
        "zhuangtai zt",
    ),
    "pinned": (
        "置顶",
        "top sticky pinned",
        "zhiding",
    ),
    "kind": (
        "类型",
        "kind type",
        "leixing",
    ),
    "id": (
        "编号 流水号",
        "id aid nid",
        "bianhao bh",
    ),
}
#: {field: (Chinese words, English tokens, pinyin)}
_BY_FIELD = {name: tuple(part.casefold().split() for part in parts) for name, parts in _WORDS.items()}
#: What makes of a heading another thing: 副标题, 正文字数, 标题颜色, category_id.
_OTHERS = re.compile(r"副|字数|颜色|长度|大小|数量|样式|排序|count|colou?r|size|length|order|style|sort", re.IGNORECASE)
#: Words that say little beside another: 入库时间 is when it was stored, 栏目名称 a section.
_GENERAL = {"时间", "日期", "地址", "名称", "内容", "文字"}
_STORIES = {"article", "news", "post", "content", "doc", "story"}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|/\S+")
_NUMBER = re.compile(r"[\d\s.,万千kw+-]*", re.IGNORECASE)
#: Of a body, characters: surely, and where a table has nothing longer.
_LEAST_TEXT, _LEAST_OF_SHORT = 60, 16
_LONGEST_HEADING = 40


def by_heading(heading: str) -> tuple[str, int]:
    """(field, how much of the heading says so: 3 all or half of it, 1 a part); ("", 0) where nothing does."""
    key = key_of(heading)
    if not key or len(heading) > _LONGEST_HEADING or _OTHERS.search(heading) or "/" in heading:
        return "", 0
    tokens = [each.casefold() for each in _CAMEL.split(typed_text.identifier(heading)) if each]
    best = ("", 0, False, 0, 0)
    for name, (chinese, english, pinyin) in _BY_FIELD.items():
        # Of 稿件题目 the last word says what it is, of 入库时间 the first.
        words = ((word not in _GENERAL, len(word), key.rfind(word)) for word in chinese if word in key)
        particular, length, end = max(words, default=(False, 0, 0))
        if length:
            found = (name, 3 if 2 * length >= len(key) else 1, particular, length, end)
        elif key in pinyin or any(_is_token(word, tokens) for word in english):
            found = (name, 3 if key in pinyin or len(tokens) <= 2 else 1, True, 2, 0)
        else:
            continue
        # A field's own number, as category_id, is neither that field nor the story's.
        if "id" not in tokens[1:] or (name == "id" and tokens[0] in _STORIES):
            best = max(best, found, key=lambda each: each[1:])
    return best[0], best[1]


def guessed(names: Sequence[str], fields: Sequence[str], cells: Sequence[list[str]]) -> list[str]:
    """What each column without a field may be; of two the same is proposed for the likelier one."""
    open_ones = [place for place, field in enumerate(fields) if not field and key_of(names[place])]
    guesses = dict.fromkeys(range(len(names)), "")
    free = {name for name in FIELDS if name not in fields}

    def take(place: int, name: str) -> None:
        if name in free and not guesses[place]:
            guesses[place] = name
            free.discard(name)

    hints = {place: by_heading(names[place]) for place in open_ones}
    for place in sorted(open_ones, key=lambda each: -hints[each][1]):
        if (name := hints[place][0]) and _may_be(name, _filled(cells[place])):
            take(place, name)
    by_length = sorted(open_ones, key=lambda place: -_mean(cells[place]))
    for place in by_length:
        if not guesses[place] and _looks_like_a_body(cells[place]):
            take(place, "body")
    for place in open_ones:
        filled = _filled(cells[place])
        if filled and all(map(_is_time, filled)):
            take(place, "time")
        elif filled and all(map(_ADDRESS.fullmatch, filled)):
            take(place, "address")
    words = [place for place in by_length if not guesses[place] and _are_words(cells[place])]
    # Of a short table with short texts the longest words are the body, if something is left that may be the title.
    if "body" in free and words and _mean(cells[words[0]]) >= _LEAST_OF_SHORT and ("title" not in free or words[1:]):
        take(words.pop(0), "body")
    for place in words:
        if len(set(cells[place])) == len(cells[place]) and 4 <= _mean(cells[place]) <= _LEAST_TEXT:
            take(place, "title")
    return list(guesses.values())


def _is_token(word: str, tokens: Iterable[str]) -> bool:
    return any(each == word or (len(word) >= 4 and each.startswith(word)) for each in tokens)


def _may_be(name: str, filled: list[str]) -> bool:
    """Whether cells do not speak against what a heading says."""
    if name in {"time", "created", "updated"}:
        return not filled or any(map(_is_time, filled))
    if name in {"title", "body", "author", "category"}:
        return not filled or not all(map(_is_time, filled))
    return not (name == "views" and filled) or all(map(_NUMBER.fullmatch, filled))


def _looks_like_a_body(cells: list[str]) -> bool:
    return _mean(cells) >= _LEAST_TEXT or any("</p>" in cell for cell in cells)


def _are_words(cells: list[str]) -> bool:
    filled = _filled(cells)
    plain = (_is_time(cell) or _ADDRESS.fullmatch(cell) or _NUMBER.fullmatch(cell) for cell in filled)
    return bool(filled) and not any(plain)


def _filled(cells: list[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _mean(cells: list[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _is_time(cell: str) -> bool:
    try:
        return len(cell) >= 6 and times.read(cell, None) is not None
    except times.NotATime:
        return False
