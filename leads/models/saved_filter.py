"""What the leads' list or the board was narrowed to, kept under a name. It holds no one's name or number."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from staff.models import User


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Sets of saved filters."""

    def visible_to(self, user: User) -> Self:
        """The person's own, and those that are shared in the cities whose leads they may see, by people still there."""
        cities = user.cities_for("leads.view_lead", "leads.change_lead")
        shared = Q(shared_in__isnull=False) if cities is None else Q(shared_in__in=cities)
        return self.filter(Q(person=user) | shared & Q(person__is_active=True))


class SavedFilter(models.Model):
    """A filter of one person, which a manager may share with the colleagues of a city."""

    class Page(models.TextChoices):
        LIST = "list", "线索列表"
        BOARD = "board", "看板"

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name="员工"
    )
    page = models.CharField("用在", max_length=5, choices=Page)
    name = models.CharField("名字", max_length=20)
    query = models.JSONField("筛选", default=dict)
    shared_in = models.ForeignKey(
        "zones.City", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="共享给"
    )
    created_at = models.DateTimeField("保存时间", default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "保存的筛选"
        verbose_name_plural = "保存的筛选"
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "name"], name="saved_filter_has_its_own_name"),
            models.CheckConstraint(name="saved_filter_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
