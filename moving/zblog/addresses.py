"""Where Z-BlogPHP showed its posts and lists: made from the rules in its settings, as its own `UrlRule` makes them.

All of it is the address as a browser asks for it: a path with its query, percent-encoded, below the site's host.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from urllib.parse import quote

#: What may stand in a path or query as it is; a percent sign only as part of an escape.
AS_IT_IS = "/:@!$&'()*+,;=?~"
PLAIN = re.compile(r"(?:[\w/:@!$&'()*+,;=?~.-]|%[0-9A-Fa-f]{2})*", re.ASCII)
LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
#: Rules of before 1.5: {%host%}?{cate=%id%}{&page=%page%}
OLD_PARAMETER = re.compile(r"\{(&?)(\w+)=%(\w+)%\}")
EMPTY_PARAMETER = re.compile(r"(?<=[?&])[^=&]+=(?:&|$)")
HTML_TAG = re.compile(r"<[^>]*>")
#: Old lists are longer; nobody goes to their hundredth page, and every page is an address to keep.
MAX_PAGES = 100
#: What stands for the category of a post that has none (zb_users/language/zh-cn.php).
UNNAMED = "未命名"
GUEST = "访客"


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of addresses as they are stored, without their {%host%}."""

    article: str = "?id={%id%}"
    page: str = "?id={%id%}"
    category: str = "?cate={%id%}&page={%page%}"
    tags: str = "?tags={%id%}&page={%page%}"
    author: str = "?auth={%id%}&page={%page%}"
    date: str = "?date={%date%}&page={%page%}"
    index: str = "?page={%page%}"
    #: What stands for the alias of a category or tag that has none: Name or ID.
    back: str = "Name"
    #: Whether a post without an alias goes by its number where the rule has an alias, and not by its title.
    number_for_title: bool = False
    #: The folder the site lives in, with its slash before and none after.
    base: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, object], base: str = "") -> "Rules":
        """The rules in a site's settings (ZC_ARTICLE_REGEX ...)."""
        found = {}
        for field in fields(cls):
            rule = settings.get(f"ZC_{field.name.upper()}_REGEX")
            if isinstance(rule, str) and rule.strip():
                found[field.name] = OLD_PARAMETER.sub(r"\1\2={%\3%}", rule.strip().removeprefix("{%host%}"))
        back = settings.get("ZC_ALIAS_BACK_ATTR")
        return cls(
            **found,
            back=back if back in {"Name", "ID"} else "Name",
            number_for_title=bool(settings.get("ZC_POST_ALIAS_USE_ID_NOT_TITLE")),
            base=base,
        )

    @property
    def preset(self) -> str:
        """What the owner calls it: the rule of an article."""
        return self.article.removeprefix("/")

    def make(self, rule: str, values: Mapping[str, str], page: int = 1) -> str:
        """The address that `rule` makes of `values`, which are escaped already where the old program escapes."""
        url = self._with_page(rule, page)
        for name, value in values.items():
            url = url.replace("{%" + name + "%}", value)
        url = re.sub(r"\{%[^%]*%\}", "", url)
        if "?" in url:
            url = EMPTY_PARAMETER.sub("", url).rstrip("&").rstrip("?")
        if url.endswith("//"):
            url = url[:-1]
        return f"{self.base}/{as_asked_for(url.removeprefix('/'))}"

    @staticmethod
    def _with_page(rule: str, page: int) -> str:
        if page > 1 or "{%page%}" not in rule:
            return rule.replace("{%page%}", str(page))
        for before in "_/-":
            if before + "{%page%}" in rule:
                return rule.replace(before + "{%page%}", "")
        if "={%page%}" not in rule:
            rule = re.sub(r"(?<=\})[^}]+(?=\{%page%\})", "", rule, count=1)
        return rule.replace("{%page%}", "")


def as_asked_for(url: str) -> str:
    """`url` percent-encoded as browsers do it; what is encoded already stays."""
    if PLAIN.fullmatch(url):
        return url
    return quote(LONE_PERCENT.sub("%25", url), safe=AS_IT_IS + "%")


def encoded(value: str, slashes: bool = False) -> str:
    """PHP's rawurlencode, which some names go through with their slashes left alone."""
    return quote(value, safe="/" if slashes else "")


@dataclass(frozen=True, slots=True)
class ListOf:
    """A category, tag or author as its addresses are made of: all as stored, nothing unescaped."""

    id: str
    name: str
    alias: str = ""


NOBODY = ListOf("0", GUEST)
NO_CATEGORY = ListOf("0", UNNAMED)


@dataclass(frozen=True, slots=True)
class Post:
    """What the addresses of a post are made of: all as stored, nothing unescaped."""

    id: str
    title: str
    alias: str
    is_page: bool
    shown_at: datetime | None
    category: ListOf = NO_CATEGORY
    author: ListOf = NOBODY


def own_address(rules: Rules, post: Post) -> str:
    """Where the old site said the post is. Two posts may say the same; the first of them is shown there."""
    rule = rules.page if post.is_page else rules.article
    when = post.shown_at
    alias = post.alias or (post.id if rules.number_for_title else encoded(_without_tags(post.title)))
    values = {
        "id": post.id,
        "alias": alias.replace("?", "%3F"),
        "year": f"{when:%Y}" if when else "",
        "month": f"{when:%m}" if when else "",
        "day": f"{when:%d}" if when else "",
        "category": post.category.alias or encoded(post.category.name),
        "author": post.author.alias or encoded(post.author.name),
    }
    return rules.make(rule, values)


def other_addresses(rules: Rules, post: Post) -> list[str]:
    """Where else it answered, whatever the rules: by its number, and by its alias or title."""
    alias = post.alias or ("" if rules.number_for_title else post.title)
    return [f"{rules.base}/?id={post.id}", *([f"{rules.base}/?alias={encoded(alias)}"] if alias else [])]


def list_addresses(rules: Rules, kind: str, one: ListOf, pages: int = 1) -> list[str]:
    """Where a category, tag or author (`kind` is the rule's name) was listed: its own first, then by query, then the
    further pages in both spellings.
    """
    rule, query = getattr(rules, kind), {"category": "cate", "tags": "tags", "author": "auth"}[kind]
    if kind == "author":
        names = [one.alias or encoded(one.name)]
        asked = one.alias or one.name
    else:
        asked = one.alias or (one.id if rules.back == "ID" else one.name)
        # By its name, too, though it has an alias.
        names = [encoded(asked, slashes=True), encoded(one.name, slashes=True)]
    by_alias = "{%alias%}" in rule
    numbers = range(1, max(1, min(pages, MAX_PAGES)) + 1)
    own = [rules.make(rule, {"id": one.id, "alias": name}, page) for page in numbers for name in dict.fromkeys(names)]
    values = dict.fromkeys([asked, one.name] if by_alias and kind != "author" else [asked] if by_alias else [one.id])
    asking = [
        f"{rules.base}/?{query}={encoded(value)}" + (f"&page={page}" if page > 1 else "")
        for page in numbers
        for value in values
    ]
    # The first page in all spellings before the second of any.
    first = [*own[: len(set(names))], *asking[: len(values)]]
    return list(dict.fromkeys([*first, *own, *asking]))


def _without_tags(title: str) -> str:
    """PHP's strip_tags: what looks like a tag goes, and all after one that does not end."""
    text = HTML_TAG.sub("", title.replace("\0", ""))
    return re.sub(r"<[A-Za-z/!?].*", "", text, flags=re.DOTALL)
