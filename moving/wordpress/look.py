"""Step 1, Look: what there is of a WordPress site and what is odd about it."""

from typing import Protocol

from moving import looking
from moving.looking import Look
from moving.source import Facts, NameKind, Source
from moving.wordpress.contents import Contents


class Site(Source, Protocol):
    """What a look needs of a site beyond its stories."""

    contents: Contents


def facts(site: Site) -> Facts:
    """What there is of a site. Its time is that of reading all of it once."""
    look, contents = Look(), site.contents
    look.take_names(site.names())
    for story in site.stories():
        look.take_story(story)
    look.take_refused(site.refused())
    for kind, count in contents.left_out.items():
        look.tally.add("no-story", f"{kind}（{count}）")
    terms = {str(kind): len(found) for kind, found in contents.terms.items()}
    rows = {"category": terms["category"], "tag": terms["tag"], "member": terms[NameKind.AUTHOR]}
    return Facts(
        program=f"WordPress {contents.generator.rpartition('?v=')[2]}".strip(),
        title=contents.title,
        told_host=contents.told_host,
        found_hosts=dict(look.hosts.most_common(50)),
        preset="每篇自己的链接，和 /?p=编号",
        time_zone=str(contents.zone),
        charset="UTF-8",
        sample_titles=tuple(look.samples),
        counts=look.counts({**rows, "upload": contents.counts["upload"], "comment": contents.counts["comment"]}),
        oddities=look.tally.result(),
        personal={"member": rows["member"], "comment": contents.counts["comment"]},
    )


#: What the codes of oddities mean, for people.
WORDS = {
    **looking.WORDS,
    "no-time": "时间读不懂",
    "other-type": "既不是文章也不是页面（插件的内容），按不公开处理",
    "other-status": "状态不认识，按不公开处理",
    "scheduled": "旧站定时、还没有公开的文章，按草稿处理",
    "trashed": "旧站回收站里的，按不公开处理",
    "password": "有密码的文章，按不公开处理",
    "more-categories": "还属于别的分类，只取一个",
    "cover-gone": "特色图片不在导出文件里",
    "gallery-gone": "图集的图片不在导出文件里",
    "shortcode": "短代码（插件的写法），照原样留在正文里",
    "seo-placeholder": "搜索标题或描述含不认识的占位符，没有取",
    "no-story": "不是内容，没有收进来（菜单、修订版本等）",
}
