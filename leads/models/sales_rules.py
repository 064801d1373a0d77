"""The numbers by which a city's leads are worked: when its people are at the desk."""

from collections.abc import Iterator
from datetime import time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from leads.hours import OFFICE, Hours


class RuleBook:
    """The rules of all cities, read once."""

    def __init__(self, rows: list["SalesRules"]) -> None:
        self._by_city = {row.city_id: row for row in rows}
        self._by_city.setdefault(None, SalesRules())

    def of(self, city_id: int | None) -> "SalesRules":
        """The rules for leads of that city."""
        return self._by_city.get(city_id) or self._by_city[None]

    def parts(self, city: str = "city") -> Iterator[tuple["SalesRules", Q]]:
        """Yields each rules and which rows are theirs; `city` is the path from a row to its city."""
        own = [each for each in self._by_city if each is not None]
        for city_id, rules in self._by_city.items():
            yield (
                rules,
                Q(**{city: city_id}) if city_id else Q(**{f"{city}__isnull": True}) | ~Q(**{f"{city}__in": own}),
            )


class SalesRulesQuerySet(models.QuerySet["SalesRules"]):
    """Sets of rules."""

    def for_city(self, city_id: int | None) -> "SalesRules":
        """The city's own, else those of all cities that have none, else the usual ones, which are not stored."""
        rows = self.filter(Q(city=city_id) | Q(city__isnull=True)).order_by(F("city").asc(nulls_last=True))
        return rows.first() or SalesRules()

    def book(self) -> RuleBook:
        """Those of all cities. One query."""
        return RuleBook(list(self.select_related("city")))


class SalesRules(models.Model):
    """The rules of one city or, without a city, of all that have none of their own and of leads without a city."""

    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="城市",
        help_text="留空表示总部：没有自己规则的城市，和没有城市的线索。",
        error_messages={"unique": "这里的规则已经有了，请改那一条。"},
    )
    opens = models.TimeField("上班", default=OFFICE.opens)
    closes = models.TimeField(
        "下班", default=OFFICE.closes, help_text="时限、催办都只算这段时间；放假与调休另有一张表。"
    )

    objects = SalesRulesQuerySet.as_manager()

    class Meta:
        verbose_name = "分配与保护期"
        verbose_name_plural = "分配与保护期"
        ordering = [F("city__order").asc(nulls_first=True), "city"]
        default_permissions = ("view", "add", "change", "delete")
        constraints = [
            models.UniqueConstraint(fields=["city"], name="city_has_one_sales_rules", nulls_distinct=False),
            models.CheckConstraint(name="desk_opens_before_it_closes", condition=Q(opens__lt=F("closes"))),
        ]

    def __str__(self) -> str:
        return str(self.city or "总部")

    def clean(self) -> None:
        """Raises ValidationError unless the desk opens before it closes."""
        if isinstance(self.opens, time) and isinstance(self.closes, time) and self.opens >= self.closes:
            raise ValidationError({"closes": "下班要晚于上班。"})

    @property
    def hours(self) -> Hours:
        """When people are at the desk."""
        return Hours(self.opens, self.closes)
