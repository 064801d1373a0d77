"""What becomes of stories that were pinned on the old site: a home page puts one on top."""

from articles.models import Article
from moving.models import OldSite


def in_words(site: OldSite) -> str:
    """What an owner has to know of the pinned ones that are public; empty where there is at most one."""
    public = Article.objects.published().filter(pinned=True)
    count = public.filter(moved_from__site=site).count()
    top = public.filter(city=site.city_id).newest_first().first()
    if count < 2 or top is None:
        return ""
    return (
        f"旧站置顶的有 {count} 篇公开着。本站首页只把日期最新的一篇置顶放在最前，现在是《{top.title}》；"
        "其余的只带“置顶”的标，按日期排。要放别的，把它以外的取消置顶。"
    )
