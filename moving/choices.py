"""What the owner of an old site is asked besides names, and the answers there are."""

from dataclasses import dataclass
from typing import Any

from moving.models import OldSite


@dataclass(frozen=True)
class Question:
    """A question, the answers by what is stored, and the one that is proposed."""

    key: str
    label: str
    answers: dict[str, str]
    proposed: str


QUESTIONS = [
    Question(
        "future", "日期在将来的公开文章",
        {
            "public": "照旧公开，日期用创建或修改时间，也在将来的用前一篇的（可能早几年）",
            "scheduled": "到那天再公开（定时）",
        }, "public",
    ),
    Question(
        "undated", "没有日期、或日期早于 1990 年的公开文章",
        {
            "nearest": "用创建、修改时间；都没有的用前一篇的日期", "import": "用创建、修改时间；都没有的用迁入那天",
            "draft": "迁成草稿，由编辑补日期",
        }, "nearest",
    ),
    Question("draft", "旧站的草稿", {"take": "迁成草稿", "leave": "不迁入"}, "take"),
    Question("review", "旧站待审核的文章", {"take": "迁成待审", "leave": "不迁入"}, "take"),
    Question("hidden", "旧站私密、锁定的文章", {"take": "迁成“已撤回”，不公开", "leave": "不迁入"}, "take"),
    Question(
        "remote", "正文里外站的图片",
        {"list": "先不取，列出来；编辑保存那篇文章时再取回", "fetch": "从对方网站取回"}, "list",
    ),
    Question("unused", "没有文章用到的附件", {"take": "一起迁入，旧地址能打开", "leave": "不迁入"}, "take"),
    Question("gone", "再次迁入时旧站已删除的文章", {"keep": "只列出来", "withdraw": "本站没改过的撤回"}, "keep"),
]  # fmt: skip
#: As workbooks of before have it.
FORMER = {"照旧公开，日期用创建或修改时间": "public"}
_BY_KEY = {question.key: question for question in QUESTIONS}


class Choices:
    """The answers for one site."""

    def __init__(self, site: OldSite) -> None:
        self._answers = site.choices

    def __getitem__(self, key: str) -> str:
        """The answer, KeyError for a question that was not answered."""
        return str(self._answers[key])

    def missing(self) -> list[str]:
        """The questions without an answer, in words."""
        return [question.label for question in QUESTIONS if self._answers.get(question.key) not in question.answers]


def proposed() -> dict[str, Any]:
    """{question: the answer that is proposed}; hosts are proposed by moving.old_hosts."""
    return {**{question.key: question.proposed for question in QUESTIONS}, "hosts": []}


def in_words(key: str, stored: str) -> str:
    """A question with an answer to it."""
    return f"{_BY_KEY[key].label}：{_BY_KEY[key].answers[stored]}"


def read(key: str, words: str) -> str | None:
    """What is stored of an answer as a sheet words it, or as it is stored; None when it is neither."""
    answers = _BY_KEY[key].answers
    if words.strip() in FORMER:
        return FORMER[words.strip()]
    return next((stored for stored, label in answers.items() if words.strip() in {stored, label}), None)
