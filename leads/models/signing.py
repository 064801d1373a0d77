"""What was agreed when a lead was signed: a row a lead, whose history is on the timeline."""

import re
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from leads.models.stage import Stage, WrongMove
from listings.models import Listing
from staff.models import User
from zones.facts import plain
from zones.models import Zone

LONGEST_AREA, LONGEST_PRICE, LONGEST_TERM, LONGEST_SUM = 40, 60, 40, 60


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


def release(listing: Listing, actor: User) -> None:
    """A listing that was signed for is on offer again, unless somebody has changed it since. Raises WrongMove."""
    if listing.state == Listing.State.TAKEN:
        try:
            listing.change(actor, state=Listing.State.OPEN)
        except ValidationError as error:
            raise WrongMove(f"先改好 {listing.number}，它要重新对外：{''.join(error.messages)}") from error


def take_again(lead_id: int, actor: User) -> None:
    """What a lead signed for is on offer no more, as before it was given up. Raises WrongMove where others have it."""
    signing = Signing.objects.filter(lead=lead_id).select_related("listing").first()
    if signing and signing.listing:
        try:
            signing.listing.take(actor)
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
