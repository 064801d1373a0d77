"""WordPress's shortcodes: its own are turned into markup, those of plug-ins are named and left as they stand."""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import urlsplit

from moving.source import Oddity
from moving.texts import short

#: [name attributes], but not [[name]], which WordPress shows as [name], nor [注] and [1].
_SHORTCODE = re.compile(r"(?<!\[)\[(/?)([a-z][a-z0-9_-]{2,40})((?:\s[^\[\]<>]*)?)\](?!\])")
_ATTRIBUTE = re.compile(r"""([a-z_0-9-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)\"""", re.IGNORECASE)
_CAPTION = re.compile(r"(?<!\[)\[(wp_caption|caption)(\s[^\[\]]*)?\](.*?)\[/\1\]", re.DOTALL)
_CAPTIONED = re.compile(r"\s*((?:<a\s[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_GALLERY = re.compile(r"(?<!\[)\[(?:gallery|playlist)((?:\s[^\[\]]*)?)\]")
_EMBED = re.compile(r"(?<!\[)\[(embed|video|audio)((?:\s[^\[\]]*)?)\](?:(?:\s*([^\[\]<>]*?)\s*)\[/\1\])?")
#: Where a video or a recording keeps its file.
_SOURCES = ("src", "mp4", "m4v", "webm", "ogv", "flv", "wmv", "mp3", "m4a", "ogg", "wav")


def turned(markup: str, pictures: Mapping[str, str]) -> tuple[str, list[Oddity]]:
    """The markup and what was odd; `pictures` are the addresses of the site's pictures by their ids."""
    if "[" not in markup:
        return markup, []
    oddities: list[Oddity] = []

    def gallery(match: re.Match[str]) -> str:
        given = _attributes(match[1])
        ids = re.findall(r"\d+", given.get("ids") or given.get("include") or "")
        if missing := [each for each in ids if each not in pictures]:
            oddities.append(Oddity("gallery-gone", "、".join(missing[:10])))
        if not ids:
            oddities.append(Oddity("shortcode", short(match[0])))
            return match[0]
        shown = "".join(_figure(f'<img src="{escape(pictures[each])}">', "") for each in ids if each in pictures)
        return f"\n\n{shown}\n\n" if shown else ""

    markup = _CAPTION.sub(_caption, markup)
    markup = _GALLERY.sub(gallery, markup)
    markup = _EMBED.sub(_link, markup)
    for match in _SHORTCODE.finditer(markup):
        is_named = match[1] or match[3].strip() or "_" in match[2] or "-" in match[2]
        if is_named and match[2] not in {"gallery", "playlist"}:
            oddities.append(Oddity("shortcode", short(match[0])))
    return markup, list(dict.fromkeys(oddities))


def _caption(match: re.Match[str]) -> str:
    captioned = _CAPTIONED.fullmatch(match[3])
    if captioned is None:
        return match[3]
    # Of old the words stood among the attributes.
    words = captioned[2].strip() or escape(_attributes(match[2] or "").get("caption", ""))
    return f"\n\n{_figure(captioned[1], words)}\n\n"


def _figure(picture: str, words: str) -> str:
    return f"<figure>{picture}<figcaption>{words}</figcaption></figure>" if words else f"<figure>{picture}</figure>"


def _link(match: re.Match[str]) -> str:
    given = _attributes(match[2])
    address = next((given[name] for name in _SOURCES if given.get(name)), "") or (match[3] or "").strip()
    if not address or _is_no_address(address):
        return match[0]
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _is_no_address(address: str) -> bool:
    try:
        return urlsplit(address).scheme.lower() not in {"http", "https", ""} or " " in address
    except ValueError:
        return True


def _attributes(text: str) -> dict[str, str]:
    return {match[1].lower(): next(v for v in (*match.groups()[1:4], "") if v is not None)
            for match in _ATTRIBUTE.finditer(text) if match[1]}  # fmt: skip
