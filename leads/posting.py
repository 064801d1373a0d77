"""What a message is, how much of it others take, and how one request is posted to them.

https://developer.work.weixin.qq.com/document/path/90236 and /path/91770 have the limits of 企业微信.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jobs.queue import GiveUp
from plumbing import outbound

SCHEME = "https"
#: Statuses of HTTP below 500 after which another attempt may succeed.
TRY_LATER = {408, 425, 429}
#: The robots' codes for too many messages (企业微信, 钉钉, 飞书), and 企业微信's for being busy.
TOO_MANY = {45009, 45033, 130101, 410100, 9499, 11232, -1}
#: Bytes of UTF-8 that a 企业微信 robot takes of a text.
MOST_ROBOT_BYTES = 2048


class NotDelivered(Exception):
    """This attempt failed; another one may succeed."""


@dataclass(frozen=True)
class Message:
    """A title, a few lines, and the address to read on at."""

    title: str
    lines: tuple[str, ...]
    url: str

    @property
    def text(self) -> str:
        """The whole message, for a channel that shows plain text."""
        return "\n".join([self.title, *self.lines, self.url])

    def text_within(self, most_bytes: int) -> str:
        """The same in so many bytes of UTF-8: the address is kept whole, and so is each line that is."""
        title = cut(self.title, most_bytes // 4)
        rest = most_bytes - _size(title) - _size(self.url) - 2
        return "\n".join([title, *lines_within(self.lines, rest), self.url])


def _size(text: str) -> int:
    return len(text.encode())


def cut(text: str, most_bytes: int) -> str:
    """A text in so many bytes of UTF-8, without half a character, and with … where something is left out."""
    if _size(text) <= most_bytes:
        return text
    return text.encode()[: max(most_bytes - _size("…"), 0)].decode(errors="ignore") + "…"


def lines_within(lines: Iterable[str], most_bytes: int) -> list[str]:
    """The first of the lines that fit into so many bytes, each with its line break; a last one says how many do not."""
    given = list(lines)
    for count in range(len(given), 0, -1):
        left_out = [f"另有 {len(given) - count} 行，请点开看。"] if count < len(given) else []
        found = given[:count] + left_out
        if sum(_size(line) + 1 for line in found) <= most_bytes:
            return found
    return [cut(given[0], max(most_bytes - 1, 0))] if given else []


def post(target: str, body: bytes | None, headers: Mapping[str, str] | None = None) -> bytes:
    """The beginning of the answer to a POST or, without a body, a GET.

    Raises jobs.queue.GiveUp or NotDelivered, whose texts keep the address secret.
    """
    if urlsplit(target).scheme != SCHEME:
        raise GiveUp("地址不是 https。")
    try:
        status, answer = outbound.fetch(
            target, body, "application/json; charset=utf-8", headers=headers, public_only=True
        )
    except outbound.NotPublic:
        raise GiveUp("地址在内网，通知只发往公网。") from None
    except outbound.Unreachable as fault:
        raise NotDelivered(f"连不上对方：{fault}") from None
    if status >= 500 or status in TRY_LATER:
        raise NotDelivered(f"对方出错：HTTP {status}")
    if not 200 <= status < 300:
        raise GiveUp(f"对方拒绝：HTTP {status}")
    return answer


def ask(target: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
    """The JSON object with which somebody answers, whatever its code. Raises what `post` does."""
    answer = post(target, None if body is None else json.dumps(body, ensure_ascii=False).encode())
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise NotDelivered("对方的回答读不懂。") from error
    if not isinstance(found, dict):
        raise NotDelivered("对方的回答读不懂。")
    return found
