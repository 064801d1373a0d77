"""Videos and recordings of old bodies: what cleaning takes away of them leaves a line with a link where it stood.

A player is linked to, not shown: nothing of another site runs on ours. What else is embedded leaves no line, since what
nobody saw (a frame of no height, put there by whoever had broken in) would become a link of ours.
"""

import posixpath
import re
from collections.abc import Iterable
from html import escape
from urllib.parse import unquote, urlsplit

#: Tags whose address is that of a video or a recording, whatever it looks like.
SOUNDING = {"video": "视频", "audio": "音频"}
EMBEDDING = {"iframe", "embed", "object"}
_FILE = re.compile(r"\.(?:mp4|m4v|webm|ogv|flv|swf|wmv|mov|avi|rmvb|(mp3|m4a|wav|ogg|wma|amr))$", re.IGNORECASE)
#: Where Chinese sites have their videos, and their recordings.
_SITES = re.compile(
    r"(?:^|\.)(?:qq|youku|bilibili|iqiyi|tudou|sohu|letv|le|cctv|ixigua|douyin|mgtv|56|ku6|pptv|youtube|vimeo)\.com$"
    r"|(?:^|\.)(?:cntv|acfun|miaopai)\.(?:cn|com)$|(?:^|\.)((?:music\.163|ximalaya|qingting|lizhi)\.(?:com|fm))$"
)
MOST_NAME = 60
#: A line as it is read, without white space; links in it lead to the player or the file.
LINE = re.compile(r"〔(?:视频|音频)(?:没有迁入)?：[^〔〕]{1,120}〕")
# Alone between blocks it is a paragraph of its own.
_ALONE = re.compile(
    r"(\A|</(?:p|div|section|article|center|h[1-6]|ul|ol|table|blockquote|figure|pre)>)\s*"
    r"((?:<a [^>]*>)?〔(?:视频|音频)[^〔〕<>]*〕(?:</a>)?)"
)


def kind_of(tag: str, address: str) -> str:
    """视频, 音频, or empty for what is neither."""
    if tag in SOUNDING:
        return SOUNDING[tag]
    try:
        parts = urlsplit(address)
        found = _FILE.search(parts.path) or _SITES.search((parts.hostname or "").lower())
    except ValueError:
        return ""
    return ("音频" if found[1] else "视频") if found and tag in EMBEDDING else ""


def leave_lines(media: Iterable[tuple[str, str]]) -> bool:
    """Whether any of the (tag, address) of a body is a video or a recording that leaves a line."""
    return any(address and kind_of(tag, address) for tag, address in media)


def name_of(address: str) -> str:
    """By what a line names it: the site of a player, the name of a file."""
    try:
        parts = urlsplit(address)
        name = posixpath.basename(unquote(parts.path)) if _FILE.search(parts.path) else parts.hostname or ""
    except ValueError:
        name = ""
    return re.sub(r"[\s〔〕<>\x00-\x1f\x7f]+", "", name or address)[:MOST_NAME] or "?"


def line(kind: str, address: str, link: str) -> str:
    """The line; without a link for what is not to be had, with its address then."""
    if not link:
        where = re.sub(r"[\s〔〕<>\x00-\x1f\x7f]+", "", unquote(address))[:120]
        return escape(f"〔{kind}没有迁入：{where}〕")
    return f'<a href="{escape(link)}">{escape(f"〔{kind}：{name_of(address)}〕")}</a>'


def set_apart(html: str) -> str:
    """Markup whose lines that stand between blocks are paragraphs."""
    return _ALONE.sub(r"\1<p>\2</p>", html)


def without_lines(visible: str) -> str:
    """A visible text without the lines, to be compared with another one."""
    return LINE.sub("", visible) if "〔" in visible else visible
