"""What would become of each row of an old list: looked at before anything is done, and worked out anew when it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from leads import erased_numbers
from leads.models import Kind, Lead, Stage
from old_lists.known import leads_by_mark, marks
from old_lists.models import RIGHT, OldList, Outcome
from old_lists.reading import Entry, Reader, Reading, Wishes
from old_lists.table import Row, row_name
from plumbing import masking, phones
from staff.models import User
from zones.models import City

_ERASED = "这位客户要求删除过个人信息，不能再导入。"


@dataclass
class Planned:
    """A row with what it says and what would become of it; `lead` is the one that is there already."""

    row: Row
    outcome: Outcome
    reading: Reading = field(default_factory=Reading)
    lead: Lead | None = None
    twin: str = ""

    @property
    def entry(self) -> Entry:
        """What the row says."""
        return self.reading.entry

    @property
    def reason(self) -> str:
        """Why it is not brought in, or where it is already."""
        return "".join(f"{place} {why}" for place, why in self.reading.reasons)


class Planner:
    """Plans the rows of one list for one person, in their order."""

    def __init__(self, old_list: OldList, user: User) -> None:
        self.user, self.cities = user, user.cities_for(RIGHT)
        self._city_names = dict(City.objects.values_list("pk", "name"))
        self._reader = Reader(old_list.columns, old_list.words, Wishes(**old_list.wishes), self._names(old_list))
        self._people: dict[int, User | None] = {}
        self._erased = erased_numbers.read()
        self._known: dict[str, Lead] = {}
        self._rows: dict[str, str] = {}
        made = old_list.rows.filter(outcome=Outcome.NEW, lead__isnull=False)
        self._made = {lead_id: row_name(key) for lead_id, key in made.values_list("lead_id", "key")}
        self._visible: set[int] = set()

    def _names(self, old_list: OldList) -> dict[str, dict[str, str]]:
        """{field: {what its words stand for: what that is called}}."""
        ids = [value for value in old_list.words.get("owner", {}).values() if value.isdecimal()]
        return {
            "stage": dict(Stage.choices),
            "kind": dict(Kind.choices),
            "city": {str(pk): name for pk, name in self._city_names.items()},
            "owner": {str(person.pk): person.display_name for person in User.objects.filter(pk__in=ids)},
        }

    def plan(self, rows: Iterable[Row], lock: Callable[[list[Entry]], None] = lambda entries: None) -> list[Planned]:
        """What would become of each of these rows, after those that were planned before.

        `lock` is called with what they say before it is looked up who of them is in the desk.
        """
        rows = list(rows)
        readings = {row.key: self._reader.read(row) for row in rows if not row.is_sum}
        entries = [reading.entry for reading in readings.values()]
        lock(entries)
        self._know(entries)
        return [self._plan(row, readings.get(row.key)) for row in rows]

    def _know(self, entries: list[Entry]) -> None:
        self._known = leads_by_mark(entries)
        leads = Lead.objects.for_user(self.user).filter(pk__in={lead.pk for lead in self._known.values()})
        self._visible = set(leads.values_list("pk", flat=True))

    def met(self, planned: Planned, lead: Lead) -> None:
        """The lead of a row: who is on a later row with one of its numbers is that one."""
        self._known |= dict.fromkeys(marks(planned.entry), lead)
        if planned.outcome == Outcome.NEW:
            self._made[lead.pk] = planned.row.name
            self._visible.add(lead.pk)

    def lead_of(self, planned: Planned) -> Lead | None:
        """The lead that has one of the row's numbers by now."""
        return next((self._known[mark] for mark in marks(planned.entry) if mark in self._known), None)

    def may_note(self, lead: Lead) -> bool:
        """Whether the person may add a note to a lead that is there already."""
        return lead.pk in self._visible

    def _plan(self, row: Row, reading: Reading | None) -> Planned:
        if reading is None:
            return Planned(row, Outcome.SUM)
        if self._reader.is_blank(row):
            return Planned(row, Outcome.BLANK)
        reading.reasons += [[row.name, why] for why in self._refusals(reading.entry)] if not reading.reasons else []
        if reading.reasons:
            return Planned(row, Outcome.REFUSED, reading)
        mine = marks(reading.entry)
        twin = next((self._rows[mark] for mark in mine if self._rows.get(mark, row.name) != row.name), "")
        for mark in mine:
            self._rows.setdefault(mark, row.name)
        planned = Planned(row, Outcome.NEW, reading, twin=twin)
        if lead := self.lead_of(planned):
            planned.lead, planned.outcome = lead, Outcome.KNOWN
            planned.twin = twin or self._made.get(lead.pk, "")
        if planned.twin:
            planned.outcome = Outcome.TWIN
        return planned

    def _refusals(self, entry: Entry) -> Iterable[str]:
        """Why a row that was read may not come in: whose city it is, whose lead, who asked to be forgotten."""
        if self.cities is not None and entry.city_id not in self.cities:
            name = self._city_names.get(entry.city_id or 0)
            yield f"您不是{name}的主管，不能往那里导入。" if name else "没有写城市。"
        if entry.owner_id and not self._may_own(entry.owner_id, entry.city_id):
            yield "负责人没有这个城市的线索权限，或已停用。"
        # Of a second number as well: it is the same person's.
        if any(erased_numbers.erased_at(phone.number, self._erased) for phone in entry.phones):
            yield _ERASED

    def _may_own(self, owner_id: int, city_id: int | None) -> bool:
        if owner_id not in self._people:
            self._people[owner_id] = User.objects.filter(pk=owner_id, is_active=True).first()
        person = self._people[owner_id]
        if person is None:
            return False
        cities = person.cities_for("leads.change_lead")
        return cities is None or city_id in cities

    # What a person is shown.

    def shown(self, planned: Planned) -> dict[str, Any]:
        """The row in words, masked, as JSON keeps it."""
        entry = planned.entry
        numbers = [_masked(phone) for phone in entry.phones[:2]]
        return {
            "key": planned.row.key,
            "row": planned.row.name,
            "outcome": planned.outcome.value,
            "who": masking.mask_in(" · ".join(filter(None, (entry.name, entry.company)))),
            "numbers": "、".join([*numbers, *([masking.mask_name(entry.wechat)] if entry.wechat else [])]),
            "facts": self._facts(entry) if planned.outcome == Outcome.NEW else [],
            "reasons": planned.reading.reasons,
            "notes": planned.reading.notes if planned.outcome == Outcome.NEW else [],
            "known": self.where(planned),
            "receipt": str(planned.lead) if planned.lead and self.may_note(planned.lead) else "",
            "lead": planned.lead.pk if planned.lead and self.may_note(planned.lead) else None,
        }

    def where(self, planned: Planned) -> str:
        """Where a prospect is already: which row or, within the person's rights, whose lead."""
        if planned.twin:
            return f"和{planned.twin}是同一个号码。"
        lead = planned.lead
        if lead is None:
            return ""
        if not self.may_note(lead):
            return "已有同事在跟进，不在您的城市。" if lead.owner else "已有线索，在别处的公共池里，还没人跟进。"
        owner = lead.owner.display_name if lead.owner else "公共池"
        return f"已有线索，{owner} · {lead.get_stage_display()}。"

    def _facts(self, entry: Entry) -> list[list[str]]:
        person = self._people.get(entry.owner_id or 0)
        return [
            ["日期", f"{entry.received or timezone.localdate():%Y-%m-%d}"],
            ["城市", self._city_names.get(entry.city_id or 0, "总部")],
            ["类型", Kind(entry.kind).label],
            ["阶段", Stage(entry.stage).label],
            ["负责人", person.display_name if person else "公共池"],
            *([["下次跟进", f"{entry.next_on:%Y-%m-%d}"]] if entry.next_on else []),
        ]


def _masked(phone: phones.Phone) -> str:
    number = masking.mask(phone.number)
    return f"{number} 转 {phone.extension}" if phone.extension else number
