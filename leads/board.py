"""The board: leads in columns by stage, each counted, with its most urgent as cards, and which moves each card has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, Prefetch
from django.urls import reverse
from django.utils.http import urlencode

from leads.models import OFFERED_KINDS, Enquiry, Lead, LeadEvent, Stage, WrongMove
from leads.models.lead_queryset import LeadQuerySet
from leads.models.stage import CLOSED, GIVEN_UP, WAY
from leads.worklists import WHOSE
from staff.models import User
from zones.models import City

#: Of each column: who works off more goes on in the list.
MOST_CARDS = 12
OPEN = tuple(stage for stage in WAY if stage not in CLOSED)
#: Stages of which more is to be written down than a tap says: the lead's page has the form.
ASKING = (Stage.VISITING, Stage.SIGNED, Stage.SETTLED, *GIVEN_UP)
#: Instead of a city's id: leads of head office.
NO_CITY = "none"


@dataclass(frozen=True)
class Move:
    """Where a card may go: by a tap or, as `address`, by a form of the lead's page."""

    stage: Stage
    address: str = ""
    is_back: bool = False


@dataclass
class Column:
    """A stage, how many leads stand there, the list of just these, and the first cards: [(Lead, its moves)]."""

    stage: Stage
    count: int
    address: str
    cards: list[tuple[Lead, list[Move]]] = field(default_factory=list)

    @property
    def others(self) -> int:
        """How many are only in the list."""
        return self.count - len(self.cards)


class BoardForm(forms.Form):
    """What the board is narrowed to, sent as an address. One query, for the names of cities."""

    owner = forms.ChoiceField(label="谁的", required=False, choices=[("", "我看得到的"), *WHOSE.items()])
    city = forms.ChoiceField(label="城市", required=False)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *OFFERED_KINDS])

    def __init__(self, user: User, data: Mapping[str, Any]) -> None:
        super().__init__(data, label_suffix="")
        granted = user.cities_for("leads.view_lead", "leads.change_lead")
        cities = City.objects.all() if granted is None else City.objects.filter(pk__in=granted)
        choices = [("", "全部"), *((str(pk), name) for pk, name in cities.values_list("pk", "name"))]
        if granted is None:
            choices.append((NO_CITY, "总部（没有城市）"))
        self.fields["city"].choices = choices  # type: ignore[attr-defined] # of a ChoiceField

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, without what is no choice here."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


def of(user: User, chosen: Mapping[str, str]) -> tuple[list[Column], list[Column]]:
    """(columns of the open stages, those of what ended of late), for what a BoardForm has `chosen`. Four queries."""
    leads = _narrowed(Lead.objects.for_user(user), user, chosen)
    shown = leads.open() | leads.ended_of_late()
    counts = dict(shown.order_by().values_list("stage").annotate(count=Count("pk")))
    columns = {stage: Column(stage, counts.get(stage, 0), _listed(stage, chosen)) for stage in (*OPEN, *CLOSED)}
    may_move = user.has_perm("leads.change_lead")
    for lead in _cards(leads, [stage for stage in columns if counts.get(stage)]):
        columns[Stage(lead.stage)].cards.append((lead, list(moves(lead)) if may_move else []))
    return [columns[stage] for stage in OPEN], [columns[stage] for stage in CLOSED]


def moves(lead: Lead) -> Iterator[Move]:
    """Where a lead may go from where it stands, forwards first."""
    for stage in lead.next_stages:
        yield Move(stage, _form(lead, stage) if stage in ASKING else "")
    for stage in reversed(lead.earlier_stages):
        yield Move(stage, _form(lead, stage), is_back=True)


def _form(lead: Lead, stage: Stage) -> str:
    """The address of the form that asks what more is to be written down of a stage."""
    if stage == Stage.SIGNED:
        return reverse("admin:leads_lead_signing", args=[lead.pk])
    page = reverse("admin:leads_lead_change", args=[lead.pk])
    return f"{page}#settled-on" if stage == Stage.SETTLED else f"{page}?stage={stage.value}#move-stage"


@transaction.atomic
def move(lead: Lead, stage: str, seen: str, actor: User) -> LeadEvent:
    """Move a card that was seen in the column `seen`. Raises WrongMove: it has gone on since, or a form is needed."""
    lead.lock()
    if lead.stage != seen:
        raise WrongMove(_gone_on(lead, actor))
    if stage not in Stage.values:
        raise WrongMove("没有这个阶段，什么都没有改动。")
    if stage in ASKING or stage in lead.earlier_stages:
        raise WrongMove(f"改为“{Stage(stage).label}”要写的，请在线索页上写。")
    return lead.move(stage, actor)


def _gone_on(lead: Lead, actor: User) -> str:
    steps = LeadEvent.objects.standing().filter(lead=lead, kind=LeadEvent.Kind.STAGE)
    line = steps.select_related("actor").order_by("-at", "-pk").first()
    who = line.actor.display_name if line and line.actor else "同事"
    who = "您在另一个页面上" if line and line.actor == actor else who
    stage = Stage(lead.stage).label
    return f"{who}已把 {lead} 改为“{stage}”，您这次没有改动它；看板是现在的样子，要改请再点一次。"


def _narrowed(leads: LeadQuerySet, user: User, chosen: Mapping[str, str]) -> LeadQuerySet:
    if whose := chosen.get("owner"):
        leads = leads.whose(user, whose)
    if kind := chosen.get("kind"):
        leads = leads.filter(kind=kind)
    if city := chosen.get("city"):
        leads = leads.filter(city=None) if city == NO_CITY else leads.filter(city=int(city))
    return leads


def _listed(stage: Stage, chosen: Mapping[str, str]) -> str:
    """The address of the list of a column."""
    keys = {"work": "ended" if stage in CLOSED else "open", "stage__exact": stage.value}
    if owner := chosen.get("owner"):
        keys["owner"] = owner
    if kind := chosen.get("kind"):
        keys["kind__exact"] = kind
    if city := chosen.get("city"):
        keys |= {"city__isnull": "True"} if city == NO_CITY else {"city__id__exact": city}
    return f"{reverse('admin:leads_lead_changelist')}?{urlencode(keys)}"


def _cards(leads: LeadQuerySet, stages: list[Stage]) -> list[Lead]:
    """The first leads of each of the stages, in their order: what is promised first, and what ended last."""
    parts = []
    for stage in stages:
        if stage in CLOSED:
            part = leads.ended_of_late().order_by("-stage_changed_at", "-pk")
        else:
            part = leads.open().most_urgent_first()
        parts.append(part.filter(stage=stage).values_list("pk", flat=True)[:MOST_CARDS])
    if not parts:
        return []
    # One statement of as many small ones: each stops at its first cards.
    chosen = list(parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0])
    areas = Enquiry.objects.only("lead", "area_typed", "area_unit", "area_m2", "prefilled")
    areas = areas.order_by("-received_at", "-pk")
    found = Lead.objects.filter(pk__in=chosen).select_related("city", "owner").with_suspicion()
    found = found.prefetch_related(Prefetch("enquiries", areas))
    by_key = {lead.pk: lead for lead in found}
    return [by_key[pk] for pk in chosen if pk in by_key]
