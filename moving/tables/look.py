"""Step 1, Look: what there is of a table of articles and what is odd about it."""

from typing import Protocol

from moving import looking
from moving.looking import Look
from moving.source import Facts, NameKind, Source
from moving.tables.contents import Contents
from moving.zblog import charset


class Site(Source, Protocol):
    """What a look needs of a site beyond its stories."""

    contents: Contents


def facts(site: Site) -> Facts:
    """What there is. Its time is that of reading all of it once."""
    look, contents = Look(), site.contents
    look.take_names(site.names())
    for story in site.stories():
        look.take_story(story)
    look.take_refused(site.refused())
    if contents.unknown:
        look.tally.add("unknown-columns", "、".join([*contents.unknown][:20]))
    if count := contents.counts["by_title"]:
        look.tally.add("by-title", f"{count} 行")
    sizes = {kind: len(names) for kind, names in contents.names.items()}
    return Facts(
        program="文章表格（CSV、XLSX）",
        title=contents.title[:120],
        told_host=contents.hosts.told,
        found_hosts=dict(look.hosts.most_common(50)),
        preset="“原网址”一列里的",
        time_zone="Asia/Shanghai（时间没有写时区的）",
        charset="、".join(contents.charsets) or charset.verdict(look.values),
        sample_titles=tuple(look.samples),
        counts=look.counts(
            {"category": sizes[NameKind.CATEGORY], "tag": sizes[NameKind.TAG], "member": sizes[NameKind.AUTHOR]}
        ),
        oddities=look.tally.result(),
    )


#: What the codes of oddities mean, for people.
WORDS = {
    **looking.WORDS,
    **{code: f"有的值{words}" for code, words in charset.WORDS.items()},
    "no-time": "发布时间不能用",
    "no-number": "浏览量读不懂",
    "no-value": "单元格没有值",
    "other-status": "状态不认识，按不公开处理",
    "scheduled": "定时、还没有公开的文章，按草稿处理",
    "more-categories": "还属于别的分类，只取一个",
    "other-address": "原网址是别的网站的，没有登记",
    "cell-full": "正文正好是 Excel 单元格的上限 32767 字，后面的可能已经被 Excel 截掉",
    "escaped-markup": "正文的标记被转义过（&lt;p&gt;），已还原",
    "by-title": "没有编号、也没有原网址的行，按标题和时间认：以后的表里改了标题，会多出一篇，最好加一列编号",
    "unknown-columns": "不认识的列，没有读",
}
