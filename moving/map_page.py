"""The names of an old site as a page lists and takes them: a tab a sort, what is undecided first, a part at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator

from articles.models import Section
from moving import choices, mapping_sheet, old_hosts
from moving.decisions import Decisions, Usage
from moving.kept_look import usage_from
from moving.models import NameDecision, OldSite, Sort, Step, StepKind
from moving.proposing import Proposals, category_path
from plumbing import typed_text
from zones.models import Zone

#: Names on a page: what a form may hold is bounded, and so is patience.
ROWS_A_PAGE = 50
#: The tab of the questions.
QUESTIONS = "questions"
#: How the cell of a field is filled in.
KINDS = {"section": "select", "zone": "select", "leaves_out": "tick"}


@dataclass(frozen=True)
class Cell:
    """One field of a name: its heading, the name of its input, its value and, for a select, what it offers."""

    heading: str
    name: str
    kind: str
    value: str
    offered: list[str]


@dataclass(frozen=True)
class Row:
    """A name, how many stories have it, whether nothing waits for a decision, and its cells."""

    number: int
    old_id: str
    name: str
    count: int
    is_decided: bool
    has_proposal: bool
    cells: list[Cell]


def newest_usage(site: OldSite) -> Usage | None:
    """The names as the newest look found them; None before there was one."""
    looks = Step.objects.done().filter(site=site, kind=StepKind.LOOK).defer("report")
    step = next((each for each in looks[:5] if each.result.get("usage")), None)
    return usage_from(step.result["usage"]) if step else None


def missing_of(site: OldSite, usage: Usage) -> list[str]:
    """What nobody has decided, in words."""
    return Decisions(site).missing(usage)


class Tab:
    """The names of one sort, on one page."""

    def __init__(self, site: OldSite, usage: Usage, sort: Sort, number: str) -> None:
        self.site, self.usage, self.sort = site, usage, sort
        self.decided = {row.old_id: row for row in _decisions(site).filter(sort=sort)}
        all_rows = [row for row in usage.rows() if row[0] == sort]
        ordered = sorted(all_rows, key=lambda row: (row[1] in self.decided, -row[3], row[1]))
        self.page: Page[tuple[Sort, str, str, int]] = Paginator(ordered, ROWS_A_PAGE).get_page(number)
        self.offered = {
            "section": [*Section.objects.values_list("name", flat=True)],
            "zone": [*Zone.objects.filter(city=site.city_id).values_list("name", flat=True)],
        }

    def rows(self, posted: Mapping[str, str] | None = None) -> list[Row]:
        """As they are decided or proposed, or as they were posted."""
        proposed = {row.old_id: row for row in Proposals(self.site, self.usage).all() if row.sort == self.sort}
        return [
            self._row(number, old_id, name, count, proposed[old_id], posted)
            for number, (_, old_id, name, count) in enumerate(self.page.object_list)
        ]

    def _row(
        self, number: int, old_id: str, name: str, count: int, proposal: NameDecision, posted: Mapping[str, str] | None
    ) -> Row:
        shown = self.decided.get(old_id, proposal)
        cells = []
        for heading, field in mapping_sheet.COLUMNS[self.sort].items():
            input_name, kind = f"{number}-{field}", KINDS.get(field, "text")
            value = mapping_sheet.shown(getattr(shown, field)) if posted is None else posted.get(input_name, "")
            cells.append(Cell(heading, input_name, kind, value, self.offered.get(field, [])))
        path = category_path(self.usage, old_id) if self.sort == Sort.CATEGORY else ""
        proposes = self.sort in {Sort.TAG, Sort.AUTHOR} or bool(proposal.section or proposal.leaves_out)
        is_decided = old_id in self.decided or not count
        return Row(number, old_id, path or name, count, is_decided, proposes, cells)

    def take(self, posted: Mapping[str, str]) -> int:
        """Keep what was posted of names that there are, as a workbook's rows. Raises mapping_sheet.SheetRefused."""
        names = {old_id: name for sort, old_id, name, _ in self.usage.rows() if sort == self.sort}
        rows = []
        for number in range(ROWS_A_PAGE):
            old_id = posted.get(f"{number}-id")
            if old_id is None or old_id not in names:
                continue
            cells = {
                heading: typed_text.line(posted.get(f"{number}-{field}", ""))
                for heading, field in mapping_sheet.COLUMNS[self.sort].items()
            }
            rows.append({"旧编号": old_id, "旧名称": names[old_id], **cells})
        return mapping_sheet.take(self.site, self.sort, rows)


def _decisions(site: OldSite) -> Any:
    return NameDecision.objects.filter(site=site).select_related("section", "zone")


def tabs(site: OldSite, usage: Usage) -> list[tuple[str, str, int, int]]:
    """(name in the address, label, how many names, how many undecided) of each tab that has any."""
    decided = set(NameDecision.objects.filter(site=site).values_list("sort", "old_id"))
    found = []
    for sort in Sort:
        rows = [(old_id, count) for each, old_id, _, count in usage.rows() if each == sort]
        undecided = sum(bool(count) and (sort, old_id) not in decided for old_id, count in rows)
        if rows:
            found.append((sort.value, sort.label, len(rows), undecided))
    unanswered = len(choices.Choices(site).missing()) + old_hosts.is_open(site, usage.hosts)
    return [*found, (QUESTIONS, mapping_sheet.CHOICES, len(choices.QUESTIONS) + 1, unanswered)]


def questions(site: OldSite) -> list[tuple[choices.Question, str, bool]]:
    """(question, its answer or the proposed one, whether it is answered)."""
    return [(each, site.choices.get(each.key, each.proposed), each.key in site.choices) for each in choices.QUESTIONS]


def old_hosts_of(site: OldSite, usage: Usage, posted: Mapping[str, str]) -> dict[str, Any]:
    """The field for the site's old hosts: as they are decided or proposed, or as they were posted."""
    shown = " ".join(old_hosts.chosen(site, usage.hosts))
    return {
        "label": old_hosts.LABEL,
        "value": posted.get(old_hosts.CHOICE, shown),
        "is_open": old_hosts.is_open(site, usage.hosts),
    }


def take_answers(site: OldSite, posted: Mapping[str, str]) -> int:
    """Keep the answers that are answers; how many. Raises mapping_sheet.SheetRefused for hosts that are none."""
    answers: dict[str, Any] = {
        each.key: posted[each.key] for each in choices.QUESTIONS if posted.get(each.key) in each.answers
    }
    if old_hosts.CHOICE in posted:
        try:
            answers[old_hosts.CHOICE] = old_hosts.read(site, posted[old_hosts.CHOICE])
        except ValidationError as refusal:
            raise mapping_sheet.SheetRefused(refusal.messages) from refusal
    site.choices = {**site.choices, **answers}
    site.save(update_fields=["choices"])
    return len(answers)
