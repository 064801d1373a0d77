"""Whether a submission looks like spam. None is refused for it: it is quarantined and announced, and people decide."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leads.submission import Submission


#: The name of the field that no person sees: fixed, so that the page is the same for everybody, and no word that a
#: browser's autofill knows.
HONEYPOT = "q7x2"
#: From this score on an enquiry is quarantined. A reason weighs 3 unless WEIGHTS says otherwise.
QUARANTINE_FROM = 3
FASTEST_SECONDS = 2
PER_PHONE_A_DAY = 5
#: A whole mobile carrier may stand behind one network: how many come from it says little by itself.
PER_ADDRESS_AN_HOUR = 20
#: The same words from one network, by whatever phones.
SAME_WORDS_AN_HOUR = 5
#: So many letters of a need are compared, and so many enquiries of the network.
COMPARED_LETTERS, COMPARED_ENQUIRIES = 300, 60

LINK = re.compile(r"https?://|www\.|\b[a-z0-9-]+\.(?:com|cn|net|org|top|xyz|ru|vip|cc)\b", re.IGNORECASE)
ADVERTISING = re.compile(
    r"代开.{0,3}发票|发票代开|博彩|赌场|网赚|刷单|裸聊|贷款秒批|信用卡套现|快速排名|seo\b|backlink|casino|viagra|porn",
    re.IGNORECASE,
)

#: What staff read beside a quarantined enquiry.
REASONS = {
    "honeypot": "填了隐藏的栏",
    "too_fast": "填得太快",
    "other_site": "从别的网站提交",
    "phone_often": "同一电话当天多次提交",
    "address_often": "同一网络一小时内多次提交",
    "same_words": "同一网络一小时内多次提交相同内容",
    "links": "含链接",
    "advertising": "含广告词",
}
WEIGHTS = {"links": 2, "address_often": 1}


def looks_automatic(posted: Mapping[str, str]) -> bool:
    """Whether the field that no person sees was filled in; `posted` is request.POST."""
    return bool(posted.get(HONEYPOT, "").strip())


def seconds_of(posted: Mapping[str, str]) -> float | None:
    """Seconds from the first touch to sending, as the page's script counted them; None when there was no script."""
    text = posted.get("seconds", "")
    return float(text) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text) else None


def reasons(submission: "Submission", of_phone: int = 0, of_address: Sequence[str] = ()) -> list[str]:
    """What is suspicious about a Submission, as keys of REASONS.

    `of_phone` is how many enquiries came before it from its phone in a day, `of_address` what those say that came from
    its network in an hour.
    """
    words = _letters(submission.answers.get("need") or "")
    signals = submission.signals
    text = " ".join(
        submission.answers.get(name) or "" for name in ("need", "name", "company", "industry", "other_words")
    )
    seconds = signals.get("seconds")
    found = {
        "honeypot": bool(signals.get("honeypot")),
        "too_fast": seconds is not None and seconds < FASTEST_SECONDS,
        "other_site": bool(signals.get("other_site")),
        "phone_often": of_phone >= PER_PHONE_A_DAY,
        "address_often": len(of_address) >= PER_ADDRESS_AN_HOUR,
        "same_words": sum(_letters(need) == words for need in of_address) >= SAME_WORDS_AN_HOUR,
        "links": bool(LINK.search(text)),
        "advertising": bool(ADVERTISING.search(text)),
    }
    return [name for name, is_so in found.items() if is_so]


def score(reasons: Iterable[str]) -> int:
    """What the reasons weigh together. Links alone, and a busy network alone, do not reach the limit; both do."""
    return sum(WEIGHTS.get(reason, 3) for reason in reasons)


def _letters(text: str) -> str:
    """The letters and digits of a text's beginning, however they are spaced and written."""
    plain = unicodedata.normalize("NFKC", text[:COMPARED_LETTERS]).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
