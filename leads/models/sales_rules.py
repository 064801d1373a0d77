"""The numbers by which a city's leads are worked: when its people are at the desk, how long a lead stays theirs."""

from collections.abc import Iterator
from datetime import time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from leads.hours import OFFICE, Hours

#: The working days before a lead goes back to the pool on which its owner is warned: fewer would be no protection.
WARNED_BEFORE = 2


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
        for rules in self._by_city.values():
            yield rules, self.part_of(rules, city)

    def part_of(self, rules: "SalesRules", city: str = "city") -> Q:
        """Which rows go by one of the rules."""
        if rules.city_id:
            return Q(**{city: rules.city_id})
        own = [each for each in self._by_city if each is not None]
        return Q(**{f"{city}__isnull": True}) | ~Q(**{f"{city}__in": own})


class SalesRulesQuerySet(models.QuerySet["SalesRules"]):
    """Sets of rules."""

    def for_city(self, city_id: int | None) -> "SalesRules":
        """The city's own, else those of all cities that have none, else the usual ones, which are not stored."""
        rows = self.filter(Q(city=city_id) | Q(city__isnull=True)).order_by(F("city").asc(nulls_last=True))
        return rows.first() or SalesRules()

    def book(self) -> RuleBook:
        """Those of all cities. One query."""
        return RuleBook(list(self.select_related("city")))

    def book_with(self, rules: "SalesRules") -> RuleBook:
        """The same as if these, which may not be stored yet, were."""
        return RuleBook([*self.exclude(pk=rules.pk).select_related("city"), rules])


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

    has_rota = models.BooleanField(
        "自动分派",
        default=False,
        db_default=False,
        help_text="勾选：新询盘分给值班表上当班的人，手上最少的先得；没有人当班的，等下一个人上班再分。"
        "不勾选：都进公共池，谁领归谁。认识的老客户总是归原来的负责人。",
    )
    most_open = models.PositiveSmallIntegerField(
        "每人最多跟进（条）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text="手上没结束的到了这个数，就不再自动分给他；都到了的留在公共池。留空不限。",
    )
    protection_days = models.PositiveSmallIntegerField(
        "保护期（工作日）",
        null=True,
        blank=True,
        validators=[MinValueValidator(WARNED_BEFORE + 1), MaxValueValidator(250)],
        help_text="这么多个工作日没有联系（电话、微信、带看）也没有改阶段的线索，提前两个工作日提醒，然后收回公共池。"
        "签约以后的不收回。留空不收回。",
    )
    promise_days = models.PositiveSmallIntegerField(
        "约定最多再延（工作日）",
        default=10,
        db_default=10,
        validators=[MaxValueValidator(250)],
        help_text="约了下次跟进的，等到约定的下一个工作日再收回；但保护期到后最多再等这么多个工作日。",
    )
    cool_off_days = models.PositiveSmallIntegerField(
        "冷却期（工作日）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(250)],
        help_text="收回以后这么多个工作日内，原负责人不能再领同一条；主管可以移交给他。留空没有冷却期。",
    )
    most_claims = models.PositiveSmallIntegerField(
        "每人每天最多领取（条）",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="从公共池领取，拨打时自动归自己的也算；主管移交的、自动分派的不算。留空不限。",
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
            models.CheckConstraint(
                name="protection_is_longer_than_its_warning", condition=Q(protection_days__gt=WARNED_BEFORE)
            ),
            models.CheckConstraint(name="who_may_claim_may_claim_something", condition=Q(most_claims__gt=0)),
            models.CheckConstraint(name="who_is_on_duty_gets_something", condition=Q(most_open__gt=0)),
            models.CheckConstraint(name="cool_off_is_some_time", condition=Q(cool_off_days__gt=0)),
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

    def days(self, count: int) -> timedelta:
        """The working time of so many days."""
        return count * self.hours.a_day
