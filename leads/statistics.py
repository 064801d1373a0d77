"""What is counted of leads over a period: each figure is one rule, by which the report counts and its lists show."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import BigIntegerField, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import MD5, Cast, Now
from django.db.models.lookups import In
from django.urls import reverse

from leads import targeted
from leads.deeds import CALLS, NOBODY, VISITS, within
from leads.models import Enquiry, Kind, Lead, LeadEvent, Signing, Stage, Way
from leads.models.lead_event import BROUGHT, STEP, TALKED
from leads.models.lead_queryset import OVERDUE, TOO_LATE, LeadQuerySet
from leads.models.stage import WAY
from leads.signing import COUNTED
from plumbing.periods import Period
from staff.models import User

#: Says in an address that the period before is meant as well.
BOTH = "1"
#: What can be the id of a row.
ID = re.compile(r"[0-9]{1,18}")


def reported_to(user: User) -> LeadQuerySet:
    """The leads that a person's report counts: those of the cities they supervise, and their own."""
    leads = Lead.objects.for_user(user).standing().exclude(_spam())
    cities = user.cities_for("leads.supervise_lead")
    return leads if cities is None else leads.filter(Q(city__in=cities) | Q(owner=user))


def _spam() -> Q:
    """What was taken for spam and nobody has called, or what was found to be nothing else. A talk releases it."""
    suspects = Q(pk__in=Enquiry.objects.quarantined().order_by().values("lead"))
    return suspects & (Q(stage=Stage.INVALID) | Q(stage=Stage.NEW, contacted_at=None))


def received(leads: LeadQuerySet, period: Period) -> LeadQuerySet:
    """Leads that came in the period; of which nobody knows when they came, none."""
    return leads.filter(within("created_at", period), is_undated=False)


def undated(leads: LeadQuerySet, period: Period) -> LeadQuerySet:
    """Leads that an old list without their days brought in during the period."""
    return leads.filter(within("created_at", period), is_undated=True)


#: What an undated lead was when it was brought in is of no day either.
OF_NO_DAY = Q(is_undated=True, stage_changed_at=F("created_at"))


#: Whose first contact was due by now, or took place. What was found to be invalid without one, a wrong number mostly,
#: breaks no promise.
PROMISED = Q(contact_by__isnull=False) & (
    Q(contacted_at__isnull=False) | Q(contact_by__lte=Now()) & ~Q(stage=Stage.INVALID)
)
#: Of these those that were contacted, in time or not.
ANSWERED = PROMISED & Q(contacted_at__isnull=False)
IN_TIME = ANSWERED & Q(contacted_at__lte=F("contact_by"))
LATE = ANSWERED & Q(contacted_at__gt=F("contact_by"))
#: And those that still wait, or were given up without a word.
MISSED = PROMISED & Q(contacted_at__isnull=True)


def has_reached(stage: Stage) -> Q:
    """Leads that came as far as a stage of the way, whatever became of them."""
    place = WAY.index(stage)
    return Q(stage__in=WAY[place:]) | Q(pk__in=steps(beyond=place).values("lead"))


def steps(beyond: int | None = None) -> QuerySet[LeadEvent]:
    """The lines of stages, with the `step` each leads to, but those that were taken back with a mistaken call.

    All of them, or those of a step after another one.
    """
    mistakes = LeadEvent.objects.filter(kind=LeadEvent.Kind.MISTAKEN, data__of=LeadEvent.Kind.STAGE.value).order_by()
    # By lead and moment, for these are in the index of steps; and by no join, above which PostgreSQL works each step
    # out anew instead of taking the index's.
    named = mistakes.annotate(named=Cast(KeyTextTransform("at", "data"), DateTimeField())).exclude(named=None)
    mistaken = In(
        Func("lead", "at", template="(%(expressions)s)", output_field=BigIntegerField()), named.values("lead", "named")
    )
    lines = LeadEvent.objects.annotate(step=STEP).filter(~Q(mistaken), kind=LeadEvent.Kind.STAGE).order_by()
    return lines if beyond is None else lines.filter(step__gt=beyond)


#: Somebody was talked to: an attempt that nobody answered is made in time, and reaches nobody.
_TALKS = LeadEvent.objects.standing().filter(TALKED).order_by()
CONNECTED = ANSWERED & (has_reached(Stage.CONTACTED) | Q(pk__in=_TALKS.values("lead")))


def is_signed(leads: LeadQuerySet) -> LeadQuerySet:
    """Leads that are signed, whenever that was."""
    return leads.filter(stage__in=COUNTED)


def signings(moments: Q) -> QuerySet[LeadEvent]:
    """The lines with which leads were signed, with the listing signed for; `moments` is a condition on their `at`."""
    lines = LeadEvent.objects.filter(moments, kind=LeadEvent.Kind.STAGE, data__to=Stage.SIGNED.value)
    return lines.exclude(lead__is_undated=True, data__contains=BROUGHT)


#: Of these lines: an old list brought it.
IS_BROUGHT = Q(data__has_key="by")


def signed(leads: LeadQuerySet, period: Period, facts: Q | None = None) -> LeadQuerySet:
    """Leads that were signed in the period, and still are; with `facts` those whose facts are such.

    That is the day in their facts; of those without, the day on which they last came to 签约.
    """
    days = Q(signed_on__gte=period.first, signed_on__lte=period.last)
    filled = Q(pk__in=Signing.objects.filter(days, facts or Q()).order_by().values("lead"))
    return is_signed(leads).filter(filled) if facts else is_signed(leads).filter(filled | Q(pk__in=_unfilled(period)))


def unfilled(leads: LeadQuerySet, period: Period) -> LeadQuerySet:
    """Of these, those of which nobody has filled in what was agreed."""
    return is_signed(leads).filter(pk__in=_unfilled(period))


def _unfilled(period: Period) -> QuerySet[LeadEvent, int]:
    return last_signings(within("at", period)).filter(lead__signing=None).order_by().values_list("lead", flat=True)


def last_signings(moments: Q) -> QuerySet[LeadEvent]:
    """Of `signings` those after which the lead was not signed anew."""
    again = signings(Q(lead=OuterRef("lead"))).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    return signings(moments).exclude(Exists(again))


def given_up(leads: LeadQuerySet, period: Period, stage: Stage) -> LeadQuerySet:
    """Leads that were lost, or found to be invalid, in the period, and still are."""
    return leads.filter(~OF_NO_DAY, within("stage_changed_at", period), stage=stage)


def returned(leads: LeadQuerySet, period: Period, person: str = "") -> LeadQuerySet:
    """Leads that went back to the pool in the period, from whoever had them or from one person."""
    lines = returns(within("at", period)).filter(lead=OuterRef("pk"))
    return leads.filter(Exists(lines.filter(data__from=int(person)) if person else lines))


def returns(moments: Q) -> QuerySet[LeadEvent]:
    """The lines with which leads went back to the pool, with who had them as `data["from"]`; `moments` as above."""
    lines = LeadEvent.objects.filter(moments, kind=LeadEvent.Kind.OWNER)
    return lines.filter(data__to=None).exclude(data__from=None)


def _of_received(condition: Q) -> Callable[[LeadQuerySet, Period], LeadQuerySet]:
    return lambda leads, period: received(leads, period).filter(condition)


#: {name: (words, rule)} of the figures that are counted of a period.
OF_PERIOD: Mapping[str, tuple[str, Callable[[LeadQuerySet, Period], LeadQuerySet]]] = {
    "received": ("收到", received),
    "undated": ("导入、日期不详", undated),
    "promised": ("应联系", _of_received(PROMISED)),
    "answered": ("已首次联系", _of_received(ANSWERED)),
    "in_time": ("按时联系", _of_received(IN_TIME)),
    "late": ("超时才联系", _of_received(LATE)),
    "missed": ("超时未联系", _of_received(MISSED)),
    "connected": ("接通", _of_received(CONNECTED)),
    **{f"reached_{stage}": (f"到过{stage.label}", _of_received(has_reached(stage))) for stage in WAY[1:]},
    "signed": ("签约", signed),
    "with_area": ("签约面积", lambda leads, period: signed(leads, period, Q(area_m2__isnull=False))),
    "with_investment": ("签约投资额", lambda leads, period: signed(leads, period, Q(investment_10k__isnull=False))),
    "with_tax": ("签约年税收", lambda leads, period: signed(leads, period, Q(yearly_tax_10k__isnull=False))),
    "unfilled": ("签约内容未填", unfilled),
    "lost": ("流失", lambda leads, period: given_up(leads, period, Stage.LOST)),
    "invalid": ("无效", lambda leads, period: given_up(leads, period, Stage.INVALID)),
    "returned": ("放回公共池", returned),
    **{figure: (deed.words, deed.of) for figure, deed in (VISITS | CALLS).items()},
}
#: {name: (words, condition)} of those that are counted of open leads as they stand now, whatever the period.
OF_NOW: Mapping[str, tuple[str, Q]] = {
    "held": ("在手", Q(owner__isnull=False)),
    "unclaimed": ("待领取", Q(owner__isnull=True)),
    "overdue": ("已逾期", OVERDUE),
    "uncontacted": ("超时未联系", TOO_LATE),
}


def sent_in(leads: LeadQuerySet) -> LeadQuerySet:
    """Leads that no old list brought."""
    imported = Enquiry.objects.filter(lead=OuterRef("pk"), receipt=OuterRef("receipt"), way=Way.IMPORT)
    return leads.exclude(Exists(imported))


def digest(reason: str) -> str:
    """What stands for a reason in addresses, which are logged: people write numbers into them."""
    return hashlib.md5(reason.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The leads of one number: a figure of a period, narrowed to whatever is given. Fields are texts of an address.

    `by_way`, `from_path` and `of_listing` are of the enquiry that a lead began with; `from_path` begins the path it
    came from. It was given up for `loss_reason` (an id), or without one of the list for words of this `digest`.
    `towards` are targets that it counts for, as leads.targeted writes them. With `both` they are those of the period
    and of the one that it is compared with.
    """

    figure: str
    first: str
    last: str
    person: str = ""
    of_city: str = ""
    of_kind: str = ""
    by_way: str = ""
    from_path: str = ""
    of_listing: str = ""
    reason: str = ""
    loss_reason: str = ""
    towards: str = ""
    both: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Selection":
        """The Selection of an address. Raises ValueError for one that is none."""
        selection = cls(**{name: parameters.get(name, "") for name in cls.__dataclass_fields__})
        if selection.figure not in {*OF_PERIOD, *OF_NOW}:
            raise ValueError("没有这个指标。")
        for number in (selection.person, selection.of_city, selection.of_listing, selection.loss_reason):
            if not (number in ("", NOBODY) or ID.fullmatch(number)):
                raise ValueError("认不出这个编号。")
        if selection.both not in ("", BOTH):
            raise ValueError("没有这种比较。")
        period = Period.of(selection.first, selection.last)
        if selection.towards:
            if selection.both:
                raise ValueError("目标只有本期的。")
            targeted.read(selection.towards, period)
        return selection

    @property
    def period(self) -> Period:
        """From its first to its last day."""
        return Period.of(self.first, self.last)

    @property
    def words(self) -> str:
        """What its list shows, as staff read it."""
        what = (
            f"{OF_NOW[self.figure][0]}（现在）"
            if self.figure in OF_NOW
            else f"{OF_PERIOD[self.figure][0]} {' 和 '.join(map(str, self._periods))}"
        )
        narrowed = {
            dict(Way.choices).get(self.by_way): self.by_way,
            dict(Kind.choices).get(self.of_kind): self.of_kind,
            self.from_path: self.from_path,
            "计入目标的": self.towards,
            "一套房源": self.of_listing,
            "一种原因": self.reason or self.loss_reason,
            "公共池" if self.person == NOBODY else self._whose: self.person,
            "总部" if self.of_city == NOBODY else "一个城市": self.of_city,
        }
        return "，".join([what, *(str(name) for name, value in narrowed.items() if name and value)])

    @property
    def _whose(self) -> str:
        return "一位同事打的" if self.figure in CALLS else "一位负责人"

    @property
    def _periods(self) -> list[Period]:
        return [self.period, self.period.before] if self.both else [self.period]

    @property
    def address(self) -> str:
        """The address of its list."""
        parameters = {name: value for name, value in vars(self).items() if value}
        return f"{reverse('admin:leads_lead_changelist')}?{urlencode(parameters)}"

    def of(self, leads: LeadQuerySet) -> LeadQuerySet:
        """Those of the leads that it selects."""
        leads = self._narrowed(leads)
        if not self.both:
            return self._of(leads, self.period)
        parts = [Q(pk__in=self._of(leads, each).order_by().values("pk")) for each in self._periods]
        return leads.filter(Q(*parts, _connector=Q.OR))

    def _of(self, leads: LeadQuerySet, period: Period) -> LeadQuerySet:
        if self.figure == "returned":  # by whom: it is nobody's now, or somebody else's
            return returned(leads, period, "0" if self.person == NOBODY else self.person)
        if self.figure in CALLS:
            return CALLS[self.figure].of(leads, period, self.person)
        if self.person:
            leads = leads.filter(owner=None if self.person == NOBODY else int(self.person))
        if self.figure in OF_NOW:
            return leads.open().filter(OF_NOW[self.figure][1])
        rule = OF_PERIOD[self.figure][1]
        return self._counted(leads, rule, period) if self.towards else rule(leads, period)

    def _counted(
        self, leads: LeadQuerySet, rule: Callable[[LeadQuerySet, Period], LeadQuerySet], period: Period
    ) -> LeadQuerySet:
        """Those that count towards the targets: neither brought nor signed by an old list."""
        chosen = Q(pk__in=[])
        for days, city_ids in targeted.read(self.towards, period):
            chosen |= Q(pk__in=rule(leads.filter(city__in=city_ids), days).order_by().values("pk"))
        if self.figure == "received":
            return sent_in(leads.filter(chosen))
        return leads.filter(chosen).exclude(pk__in=last_signings(Q()).filter(IS_BROUGHT).order_by().values("lead"))

    def _narrowed(self, leads: LeadQuerySet) -> LeadQuerySet:
        if self.of_city:
            leads = leads.filter(city=None if self.of_city == NOBODY else int(self.of_city))
        if self.of_kind:
            leads = leads.filter(kind=self.of_kind)
        began = {"way": self.by_way, "source_path__startswith": self.from_path, "listing": self.of_listing}
        if began := {name: value for name, value in began.items() if value}:
            enquiries = Enquiry.objects.filter(lead=OuterRef("pk"), receipt=OuterRef("receipt"), **began)
            leads = leads.filter(Exists(enquiries))
        if self.loss_reason:
            return leads.filter(loss_reason=None if self.loss_reason == NOBODY else int(self.loss_reason))
        if self.reason:
            return leads.filter(loss_reason=None).alias(digest=MD5("lost_reason")).filter(digest=self.reason)
        return leads
