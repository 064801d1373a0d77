"""The W3C feed validator's rules for what our feeds hold: each says which of the validator's complaints it stands for.

A rule yields a sentence for each place that breaks it. (The validator's own run over these feeds found nothing either.)
"""

import re
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import html5lib

PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
CHANNEL = {"title", "link", "description", "atom:link", "language", "copyright", "lastBuildDate", "item"}
ITEM = {"title", "link", "description", "dc:creator", "pubDate", "guid", "category", "content:encoded"}
RISKS = {"script", "style", "iframe", "object", "embed", "applet", "form", "meta", "link", "noscript", "frame"}
#: RFC 4151.
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}:[\w.~!$&'()*+,;=:@/%-]+", re.ASCII)


class Feed:
    """An RSS tree, and the address under which it was read."""

    def __init__(self, tree, address):
        self.root, self.address = tree.getroot(), address
        self.channel = self.root.find("channel")
        self.items = self.channel.findall("item")

    def markup(self):
        """Yields each element of the items' markup."""
        for name in ("description", "content:encoded"):
            for item in self.items:
                text = item.findtext(name, "", PREFIXES)
                for root in html5lib.parseFragment(text, treebuilder="lxml", namespaceHTMLElements=False):
                    yield from () if isinstance(root, str) else root.iter()


def name_of(element):
    """With the usual prefix."""
    namespace, _, name = element.tag.rpartition("}")
    return next((f"{prefix}:{name}" for prefix, each in PREFIXES.items() if namespace == f"{{{each}"), element.tag)


def missing_element(feed):
    """MissingElement, MissingGuid, ItemMustContainTitleOrDescription."""
    for parent, names in ((feed.channel, ("title", "link", "description")), *((i, ITEM_NEEDS) for i in feed.items)):
        yield from (f"{name} in {parent.tag}" for name in names if not parent.findtext(name, "").strip())


ITEM_NEEDS = ("title", "link", "guid", "pubDate", "description")


def undefined_element(feed):
    """UndefinedElement, MissingNamespace."""
    yield from (name for each in feed.channel if (name := name_of(each)) not in CHANNEL)
    yield from (name for item in feed.items for each in item if (name := name_of(each)) not in ITEM)


def duplicate_element(feed):
    """DuplicateElement, DuplicateSemantics."""
    for parent in (feed.channel, *feed.items):
        names = [name_of(each) for each in parent]
        yield from {name for name in names if names.count(name) > 1} - {"item", "category"}


def not_blank(feed):
    """NotBlank."""
    yield from (each.tag for each in feed.root.iter() if not (len(each) or each.attrib or (each.text or "").strip()))


def invalid_guid(feed):
    """InvalidTAG, InvalidHttpGUID, NotSufficientlyUnique."""
    for guid in feed.channel.iterfind("item/guid"):
        if guid.get("isPermaLink") != "false" or not TAG_URI.fullmatch(guid.text):
            yield guid.text


def duplicate_value(feed):
    """DuplicateValue, DuplicateEntries."""
    guids = [guid.text for guid in feed.channel.iterfind("item/guid")]
    yield from {guid for guid in guids if guids.count(guid) > 1}


def self_link(feed):
    """MissingAtomSelfLink, SelfDoesntMatchLocation, AtomLinkNotEmpty."""
    links = feed.channel.findall("atom:link[@rel='self']", PREFIXES)
    if [(link.get("href"), link.get("type"), link.text) for link in links] != [(feed.address, None, None)]:
        yield f"{[dict(link.attrib) for link in links]}, read at {feed.address}"


def invalid_full_link(feed):
    """InvalidFullLink, InvalidUriChar, InvalidLink."""
    for link in feed.channel.iter("link"):
        parts = urlsplit(link.text)
        if parts.scheme not in {"http", "https"} or not parts.netloc or not re.fullmatch(r"[!-~]+", link.text):
            yield link.text


def invalid_date(feed):
    """InvalidRFC2822Date, ProblematicalRFC822Date, IncorrectDOW: written as the standard itself writes it."""
    for date in (*feed.channel.iter("lastBuildDate"), *feed.channel.iter("pubDate")):
        if format_datetime(parsedate_to_datetime(date.text)) != date.text:
            yield date.text


def implausible_date(feed):
    """ImplausibleDate; and the newest first, as readers expect."""
    dates = [parsedate_to_datetime(date.text) for date in feed.channel.iter("pubDate")]
    if dates != sorted(dates, reverse=True) or any(date.year < 1990 for date in dates):
        yield f"from {dates[0]} to {dates[-1]}"


def invalid_language(feed):
    """InvalidLanguage."""
    yield from (each.text for each in feed.channel.iter("language") if each.text != "zh-cn")


def contains_html(feed):
    """ContainsHTML: markup, or what is left of a character escaped twice, in a title."""
    titles = (title.text or "" for title in feed.channel.iter("title"))
    yield from (
        title for title in titles if re.search(r"</?(?:p|a|b|em|strong|img|br)\b|&(?:amp|lt|gt|quot|#\d+);", title)
    )


def contains_rel_ref(feed):
    """ContainsRelRef."""
    for each in feed.markup():
        addresses = (each.get(name) for name in ("href", "src", "poster", "cite", "srcset"))
        yield from (address for address in addresses if address and urljoin("http://x/y/", address) != address)


def security_risk(feed):
    """SecurityRisk, SecurityRiskAttr, DangerousStyleAttr."""
    for each in feed.markup():
        yield from [each.tag] if each.tag in RISKS else []
        yield from (name for name in each.attrib if name.startswith("on") or name == "style")


RULES = (
    *(missing_element, undefined_element, duplicate_element, not_blank, invalid_guid, duplicate_value, self_link),
    *(invalid_full_link, invalid_date, implausible_date, invalid_language, contains_html, contains_rel_ref),
    security_risk,
)
