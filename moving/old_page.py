"""A story as the old page showed it: its layout and its pictures, of which nothing runs and nothing is fetched."""

import re
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe

from articles import body
from images.models import Image
from moving import old_markup
from moving.address_book import AddressBook, files
from moving.hosts import Hosts
from moving.models import MovedFile, MovedStory, OldSite

_OLD_ROOT = "{#ZC_BLOG_HOST#}"
_LAYOUT = {"style", "align", "valign", "width", "height"}
#: Of a style these alone: what lays out and colours, and can name no address.
_PROPERTIES = {
    *("text-align", "text-indent", "text-decoration", "color", "background-color", "line-height", "letter-spacing"),
    *("font-size", "font-weight", "font-style", "font-family", "vertical-align", "white-space", "list-style-type"),
    *("width", "max-width", "height", "margin", "margin-left", "margin-right", "margin-top", "margin-bottom"),
    *("padding", "padding-left", "padding-right", "border", "border-collapse", "border-radius", "float", "clear"),
}
_MEDIA = old_markup.MEDIA[:5]
_cleaner = nh3.Cleaner(
    tags={*body.BLOCKS, *body.TABLES, *body.INLINES, *_MEDIA, "h1", "h5", "h6", "div", "section", "span", "font",
          "center", "big", "small", "colgroup", "col"},
    attributes={
        "*": _LAYOUT,
        "img": {*old_markup.SOURCES, "alt"},
        "font": {"color", "size"},
        "table": {"border", "cellpadding", "cellspacing", "bgcolor"},
        **{cell: {"colspan", "rowspan", "bgcolor"} for cell in ("td", "th", "tr")},
        **{tag: {"src", "data-src", "data"} for tag in _MEDIA},
    },
    url_schemes={"http", "https", "data", "file", "blob"},
    filter_style_properties=_PROPERTIES,
    link_rel=None,
    strip_comments=True,
)  # fmt: skip
_ENDS = re.compile(rf"</(?:{'|'.join(_MEDIA)})>")
_PASTED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+")
_LENGTH = re.compile(r"\d{1,4}(?:px|%)?")
MOST_ADDRESS = 120


def shown(moved: MovedStory, page: str) -> SafeString:
    """The markup; `page` is its path on the old site. Pictures are those that moved in, others are named in words."""
    markup = moved.original.markup.replace(_OLD_ROOT, "/").replace("\x00", "")
    showing = _Showing(moved.site, page)
    cleaned = _ENDS.sub("", old_markup.with_tags(_cleaner.clean(markup), showing.replaced))
    return mark_safe(cleaned)  # noqa: S308 - cleaned by nh3; what replaced a tag has escaped values alone


class _Showing:
    """One page of an old site."""

    def __init__(self, site: OldSite, page: str) -> None:
        hosts = Hosts(site.source.get("host", ""), "")
        self.site, self.page = site, page
        self.book = AddressBook(hosts.base_url, [*site.hosts, *hosts.own, *site.choices.get("hosts", [])])

    def replaced(self, tag: str, attributes: dict[str, str]) -> str:
        """The tag as old_markup.with_tags asks: a picture of ours, or in words what stood there."""
        if tag == "a":
            return "<a>"
        named = [value for name in (*old_markup.SOURCES, "data") if (value := attributes.get(name, "").strip())]
        if tag != "img":
            return _in_words(f"{tag}，没有迁入", named)
        layout = {name: attributes[name] for name in ("width", "height") if _LENGTH.fullmatch(attributes.get(name, ""))}
        alt = attributes.get("alt", "")[:200]
        if address := next((found for each in named if (found := self._address(each))), ""):
            return old_markup.tag("img", src=address, alt=alt, **layout)
        is_remote = any(self.book.place(each, self.page).url for each in named)
        return _in_words("外站图片，这里不打开" if is_remote else "图片没有迁入", named)

    def _address(self, source: str) -> str:
        """Where the picture is to be had here; a picture that stood in the text itself stands there again."""
        if _PASTED.fullmatch(source):
            return source
        paths = list(files(self.book.place(source, self.page)))
        row = MovedFile.objects.filter(site=self.site, path__in=paths, image_id__isnull=False).first()
        image = Image.objects.filter(pk=row.image_id, offline_since=None).first() if row and row.image_id else None
        return image.url if image else ""


def _in_words(what: str, named: list[str]) -> str:
    address = "data:…" if named and named[0].startswith("data:") else "".join(named[:1])[:MOST_ADDRESS]
    return f'<span class="lost">〔{escape(what)}{"：" if address else ""}{escape(address)}〕</span>'
