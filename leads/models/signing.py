"""What was agreed when a lead was signed: a row a lead, whose history is on the timeline."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from leads.models.stage import Stage, WrongMove
from listings.models import Listing
from staff.models import User
from zones.facts import plain
from zones.models import Zone

#: How it changed a listing, as the listing's history says it.
SIGNED, GIVEN_BACK = "签约", "退回签约"
LONGEST_AREA, LONGEST_PRICE, LONGEST_TERM, LONGEST_SUM = 40, 60, 40, 60


@dataclass(frozen=True)
class Part:
    """What was taken of a listing whose rest stayed on offer, and the area that it had before, in m²."""

    area_m2: Decimal
    of_m2: Decimal


class Signing(models.Model):
    """The facts of a lead's contract. They count as long as the lead is at 签约 or 落户, and are kept beyond.

    Areas are in m², money in 万元, each beside the words typed; the sums are empty where these name none (无, 待定).
    """

    lead = models.OneToOneField("leads.Lead", models.PROTECT, related_name="signing", verbose_name="线索")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="signings", verbose_name="园区")
    listing = models.ForeignKey(
        Listing, models.PROTECT, null=True, blank=True, related_name="signings", verbose_name="房源"
    )
    area_typed = models.CharField("面积（原文）", max_length=LONGEST_AREA, blank=True)
    area_m2 = models.DecimalField("面积（㎡）", max_digits=12, decimal_places=2)
    price = models.CharField("价格", max_length=LONGEST_PRICE, blank=True)
    term = models.CharField("期限", max_length=LONGEST_TERM, blank=True)
    investment_typed = models.CharField("投资额（原文）", max_length=LONGEST_SUM, blank=True)
    investment_10k = models.DecimalField("投资额（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    yearly_tax_typed = models.CharField("年税收（原文）", max_length=LONGEST_SUM, blank=True)
    yearly_tax_10k = models.DecimalField("年税收（万元）", max_digits=12, decimal_places=2, null=True, blank=True)
    signed_on = models.DateField("签约日期")
    settled_on = models.DateField("落户日期", null=True, blank=True)
    version = models.PositiveIntegerField("第几版", default=0, editable=False)
    #: Whether the rest of the listing stays on offer, and what was taken then. The timeline keeps it: see `part_of`.
    keeps_rest = False
    part: Part | None = None
    #: What the listing was called before a part was taken.
    called = ""

    class Meta:
        verbose_name = "签约内容"
        verbose_name_plural = "签约内容"
        default_permissions = ()
        indexes = [
            # Read by the report: what was signed in a period.
            models.Index("signed_on", name="signing_by_day"),
        ]
        constraints = [
            models.CheckConstraint(name="signing_is_for_an_area", condition=Q(area_m2__gt=0)),
            models.CheckConstraint(
                name="signing_sums_are_not_below_zero",
                condition=(Q(investment_10k=None) | Q(investment_10k__gte=0))
                & (Q(yearly_tax_10k=None) | Q(yearly_tax_10k__gte=0)),
            ),
            models.CheckConstraint(
                name="signing_comes_before_settling", condition=Q(settled_on=None) | Q(settled_on__gte=F("signed_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.signed_on:%Y-%m-%d}"

    @property
    def place(self) -> Zone | Listing:
        """The listing, which says more than its zone."""
        return self.listing or self.zone

    @property
    def mark(self) -> dict[str, Any]:
        """What the line of the timeline keeps of it beside its words."""
        part = {"part": [f"{self.part.area_m2}", f"{self.part.of_m2}"]} if self.part else {}
        called = {"place": self.called} if self.called else {}
        return {"signing": self.version, **part, **called}

    @property
    def facts(self) -> dict[str, str]:
        """{label: words} of what was agreed, for pages and the timeline; without what is empty."""
        found = {
            "签下": f"{self.place}",
            "面积": _words(self.area_typed, self.area_m2, "㎡"),
            "价格": self.price,
            "期限": self.term,
            "投资额": _words(self.investment_typed, self.investment_10k, "万元"),
            "年税收": _words(self.yearly_tax_typed, self.yearly_tax_10k, "万元"),
            "签约日期": f"{self.signed_on:%Y-%m-%d}",
            "落户日期": _day(self.settled_on) if self.lead.stage == Stage.SETTLED else "",
        }
        return {label: words for label, words in found.items() if words}

    def changes(self, before: "Signing") -> list[str]:
        """A line for each fact that is another than it was."""
        old, new = before.facts, self.facts
        return [
            f"{label}：{old.get(label, '空')} → {new.get(label, '空')}"
            for label in dict.fromkeys([*new, *old])
            if old.get(label) != new.get(label)
        ]


def part_of(listing: Listing, lines: models.QuerySet[Any]) -> Part | None:
    """What was taken of it by the lead with these lines; None where it was taken as a whole."""
    signed = lines.filter(Q(kind="stage", data__to=Stage.SIGNED) | Q(kind="corrected"), data__has_key="signing")
    line = signed.order_by("-at", "-pk").first()
    if line is None or line.listing_id != listing.pk:
        return None
    # Of several who took a part each, the first knows how large it was.
    of_listing = lines.model.objects.filter(listing=listing)
    parts = of_listing.filter(data__has_key="part").values_list("data__part", flat=True)
    if "part" in line.data:
        return Part(Decimal(line.data["part"][0]), max(Decimal(of_m2) for _, of_m2 in parts))
    # Who took all that there was has a part since another one came back.
    left = of_listing.filter(data__rest_of=line.lead_id, pk__gt=line.pk).order_by("-pk").first()
    return Part(Decimal(left.data["rest"]), max(Decimal(of_m2) for _, of_m2 in parts)) if left else None


def standing_beside(lead_id: int, listing: Listing) -> models.QuerySet[Signing]:
    """What other leads are signed for of a listing."""
    stages = (Stage.SIGNED, Stage.SETTLED)
    others = Signing.objects.filter(listing=listing, lead__stage__in=stages, lead__merged_into=None)
    return others.exclude(lead=lead_id).select_related("lead")


def release(listing: Listing, actor: User, lead: Any, part: Part | None = None) -> None:
    """What the lead signed for is on offer again, unless somebody has changed it since. Raises WrongMove."""
    listing.refresh_from_db(from_queryset=Listing.objects.select_for_update())
    try:
        if part and listing.state == Listing.State.TAKEN and _release_beside(listing, actor, lead, part):
            return
        if part:
            listing.give_back_part(actor, part.area_m2, part.of_m2, GIVEN_BACK)
        elif listing.state == Listing.State.TAKEN:
            listing.change(actor, GIVEN_BACK, state=Listing.State.OPEN)
    except ValidationError as error:
        raise WrongMove(f"先改好 {listing.number}，它要重新对外：{''.join(error.messages)}") from error


def _release_beside(listing: Listing, actor: User, lead: Any, part: Part) -> bool:
    """A part comes back while somebody else has all the rest: it alone is on offer then. Returns whether it is.

    Not if it is too small to be let or sold alone. The line says of whose the rest is, for when that comes back.
    """
    if part.area_m2 < (listing.divisible_from_m2 or 0):
        return False
    others = standing_beside(lead.pk, listing)
    holder = next((each.lead for each in others if part_of(listing, each.lead.timeline()) is None), None)
    rest = listing.area_m2
    if holder is None and rest != part.area_m2:
        return False
    listing.change(actor, GIVEN_BACK, state=Listing.State.OPEN, area_m2=part.area_m2)
    words = f"退回的 {plain(part.area_m2)} ㎡ 重新在租（售）"
    if holder:
        data = {"rest_of": holder.pk, "rest": f"{rest}"}
        lead.record("corrected", actor, f"{words}；另外 {plain(rest)} ㎡ 由别的线索签着", data, listing)
    return True


def take_again(lead_id: int, actor: User, lines: models.QuerySet[Any]) -> None:
    """What a lead signed for is on offer no more, as before it was given up. Raises WrongMove where others have it."""
    signing = Signing.objects.filter(lead=lead_id).select_related("listing").first()
    if signing and signing.listing:
        part = part_of(signing.listing, lines)
        signing.listing.refresh_from_db(from_queryset=Listing.objects.select_for_update())
        try:
            if part and part.area_m2 != signing.listing.area_m2:
                signing.listing.take_part(actor, part.area_m2, SIGNED)
            else:
                signing.listing.take(actor, SIGNED)
        except ValidationError as error:
            number, why = signing.listing.number, "".join(error.messages)
            raise WrongMove(f"恢复不到“签约”，{number}{why}可以先重新联系。") from error


def _words(typed: str, number: Any, unit: str) -> str:
    """As it was typed, and what that counts as unless it says the same."""
    if number is None:
        return typed
    read = f"{plain(number)} {unit}"
    same = {_bare(each) for each in (read, plain(number))}
    if not typed or _bare(typed) in same:
        return read
    return f"{typed}（按 {read} 计）"


def _bare(text: str) -> str:
    return re.sub("[ ,]|元$", "", text)


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
