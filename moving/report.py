"""What became of each story, a line each: for a page that opens every number, and as CSV."""

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from django.db.models import QuerySet
from django.utils import timezone

from moving.models import MovedStory, Outcome
from moving.notes import LED_TO_OURS, in_words, label

HEADINGS = ("旧编号", "标题", "结果", "说明", "在本站", "发布时间", "栏目", "封面")
#: The code of a story that a run had nothing to do for.
SAME = "same"
#: What an outcome's code begins with among those of a line: some notes are called alike.
AS = "as-"
#: That of a page of the old site whose address leads to one of ours: nothing of it is lost.
LED = "led"
OUTCOMES = {**{outcome.value: outcome.label for outcome in Outcome}, LED: "改到本站的页面", SAME: "没有变化"}


@dataclass(frozen=True)
class Line:
    """The codes by which a line is counted, and its cells in words."""

    codes: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass
class Report:
    """Lines under their headings."""

    headings: Sequence[str] = HEADINGS
    lines: list[Line] = field(default_factory=list)

    def counts(self) -> Counter[str]:
        """{code: how many lines}."""
        return Counter(code for line in self.lines for code in line.codes)

    def of(self, code: str) -> list[Line]:
        """The lines that are counted under a code."""
        return [line for line in self.lines if code in line.codes]

    def as_csv(self) -> bytes:
        """As spreadsheets read it: no cell is a formula."""
        out = io.StringIO(newline="")
        table = csv.writer(out)
        table.writerow(self.headings)
        table.writerows([harmless(cell) for cell in line.cells] for line in self.lines)
        return out.getvalue().encode("utf-8-sig", "replace")

    def packed(self) -> bytes:
        """As a row of the database keeps it."""
        lines = [[line.codes, line.cells] for line in self.lines]
        return gzip.compress(json.dumps([self.headings, lines]).encode(), mtime=0)

    @classmethod
    def unpacked(cls, data: bytes) -> Self:
        """What was packed."""
        headings, lines = json.loads(gzip.decompress(data))
        return cls(tuple(headings), [Line(tuple(codes), tuple(cells)) for codes, cells in lines])


def line_of(moved: MovedStory, written: bool, words: Mapping[str, str]) -> Line:
    """What became of a story; `written` says whether this run did it."""
    outcome = outcome_of(moved.outcome, moved.notes) if written else SAME
    codes = (f"{AS}{outcome}", *dict.fromkeys(code for code, _ in moved.notes))
    return Line(codes, (moved.number, moved.title, OUTCOMES[outcome], in_words(moved.notes, words), *_here(moved)))


def outcome_of(outcome: str, notes: Sequence[Sequence[str]]) -> str:
    """What became of a story, as it is counted: a code of OUTCOMES."""
    is_led = outcome == Outcome.LEFT_OUT and any(code == LED_TO_OURS for code, _ in notes)
    return LED if is_led else outcome


def _here(moved: MovedStory) -> tuple[str, ...]:
    """What its article is here: its status, when it was or will be published, its section, whether it has a cover."""
    article = moved.article
    if article is None:
        return ("", "", "", "")
    published = timezone.localtime(article.published_at) if article.published_at else None
    return (
        article.state.label,
        f"{published:%Y-%m-%d %H:%M}" if published else "",
        article.section.name if article.section else "",
        "有封面" if article.cover_id else "",
    )


def groups(report: Report, words: Mapping[str, str]) -> dict[str, list[tuple[str, str, int]]]:
    """Outcomes and notes as (code, in words, how many), as a page lists them."""
    counts = report.counts()
    outcomes = [(f"{AS}{what}", said, counts[f"{AS}{what}"]) for what, said in OUTCOMES.items()]
    notes = [(code, label(code, words), count) for code, count in counts.most_common() if not code.startswith(AS)]
    return {"outcomes": [each for each in outcomes if each[2]], "notes": notes}


def harmless(cell: str) -> str:
    """A text that a spreadsheet takes for a text, not for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell


def report_of(stories: QuerySet[MovedStory], run: int, words: Mapping[str, str]) -> Report:
    """The report of a run over all stories of its site."""
    rows = stories.select_related("article__section")
    return Report(lines=[line_of(each, each.changed_run_id == run, words) for each in rows.iterator(chunk_size=500)])
