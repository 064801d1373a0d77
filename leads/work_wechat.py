"""企业微信's applications: a message of ours to one of its members, in the name of the owner's application.

https://developer.work.weixin.qq.com/document/path/91039 (gettoken) and /path/90236 (message/send). A token is kept in
this process alone: while it holds, whoever asks again gets the same one.
"""

import hashlib
import time
from typing import Any
from urllib.parse import urlencode

from jobs.queue import GiveUp
from leads import posting
from leads.posting import Message, NotDelivered

API = "https://qyapi.weixin.qq.com/cgi-bin"
#: Bytes of UTF-8 of a card.
MOST_TITLE_BYTES, MOST_TEXT_BYTES = 128, 512
#: The card sent twice within so many seconds arrives once: we may die before we have stored that it was sent.
SAME_SECONDS = 1800
#: So long before its end a token is not used any more, and what lasts longer is asked for again all the same.
MARGIN_SECONDS, LONGEST_SECONDS = 300, 7200

STALE_TOKEN = {40014, 41001, 42001}
#: What an owner, or the person, has to set right.
FAULTS = {
    40001: "企业微信应用的 Secret 不对",
    40013: "企业 ID 不对",
    40056: "AgentId 不对",
    40057: "AgentId 不对",
    41002: "企业 ID 不对",
    48002: "应用没有发消息的权限",
    50001: "应用没有设置可信域名",
    60020: "服务器的 IP 不在应用的“企业可信 IP”里",
    81013: "这个账号不在应用的可见范围里，或没有这个人",
    60111: "企业微信里没有这个账号",
    40003: "企业微信里没有这个账号",
    301002: "没有使用这个应用的权限",
}

#: {fingerprint of the credentials: (token, the moment of time.monotonic() at which it ends)}.
_tokens: dict[str, tuple[str, float]] = {}


def send(message: Message, target: str, secret: str, to: str) -> None:
    """Send a card to a member (their 账号, `to`); `target` is "企业 ID/AgentId".

    Raises NotDelivered or jobs.queue.GiveUp, whose texts hold neither token nor secret.
    """
    if not to:
        raise GiveUp("没有填企业微信账号。")
    corp_id, _, agent_id = target.partition("/")
    body = {
        "touser": to,
        "msgtype": "textcard",
        "agentid": int(agent_id),
        "textcard": card(message),
        "enable_duplicate_check": 1,
        "duplicate_check_interval": SAME_SECONDS,
    }
    answer = _send(body, _token(corp_id, secret))
    if answer.get("errcode") in tuple(STALE_TOKEN):
        answer = _send(body, _token(corp_id, secret, is_stale=True))
    _check(answer)
    if answer.get("invaliduser") or answer.get("unlicenseduser"):
        raise GiveUp(f"企业微信没有收下：账号 {to} 不存在，或不在应用的可见范围里。")


def check_credentials(target: str, secret: str) -> None:
    """Raises what `send` does unless the credentials are good for a token."""
    _token(target.partition("/")[0], secret, is_stale=True)


def card(message: Message) -> dict[str, str]:
    """A message as a card within what 企业微信 takes; its lines are not read as markup."""
    lines = posting.lines_within((line.translate(_PLAIN) for line in message.lines), MOST_TEXT_BYTES)
    return {
        "title": posting.cut(message.title, MOST_TITLE_BYTES),
        "description": "\n".join(lines) or message.title[:40],
        "url": message.url,
        "btntxt": "打开",
    }


_PLAIN = str.maketrans("<>", "‹›")


def _send(body: dict[str, Any], token: str) -> dict[str, Any]:
    return posting.ask(f"{API}/message/send?{urlencode({'access_token': token})}", body)


def _token(corp_id: str, secret: str, *, is_stale: bool = False) -> str:
    key = hashlib.sha256(f"{corp_id}\n{secret}".encode()).hexdigest()
    known, ends = _tokens.get(key, ("", 0.0))
    if known and not is_stale and time.monotonic() < ends:
        return known
    answer = posting.ask(f"{API}/gettoken?{urlencode({'corpid': corp_id, 'corpsecret': secret})}", None)
    _check(answer)
    token, lasts = answer.get("access_token"), answer.get("expires_in")
    if not (isinstance(token, str) and token and isinstance(lasts, int)):
        raise NotDelivered("企业微信没有给出令牌。")
    _tokens[key] = token, time.monotonic() + min(lasts, LONGEST_SECONDS) - MARGIN_SECONDS
    return token


def _check(answer: dict[str, Any]) -> None:
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise NotDelivered("对方的回答读不懂。")
    if code in posting.TOO_MANY | STALE_TOKEN:
        raise NotDelivered(f"企业微信忙，或者限流：{code}")
    if code != 0:
        raise GiveUp(f"{FAULTS[code]}（{code}）。" if code in FAULTS else f"企业微信拒绝：{code}")
