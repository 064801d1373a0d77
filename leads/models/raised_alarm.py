"""Which alarms have been raised, so that each is raised once."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone


class RaisedAlarmQuerySet(models.QuerySet["RaisedAlarm"]):
    """The memory of alarms."""

    def raise_once(self, name: str, newest: datetime | None = None) -> bool:
        """Remember an alarm as raised. Returns whether it has to be: of two callers at once, one is told True.

        `newest` is the moment of its newest cause: with a newer one it is raised again. None is for an alarm that is
        raised once, however long it lasts.
        """
        _, is_new = self.get_or_create(name=name, defaults={"newest": newest})
        if is_new or newest is None:
            return is_new
        older = self.filter(Q(newest__isnull=True) | Q(newest__lt=newest), name=name)
        return older.update(newest=newest, raised_at=timezone.now()) > 0


class RaisedAlarm(models.Model):
    """An alarm that was raised and is not over; when it is, the row is deleted."""

    name = models.CharField(max_length=20, primary_key=True)
    raised_at = models.DateTimeField(default=timezone.now)
    newest = models.DateTimeField(null=True)

    objects = RaisedAlarmQuerySet.as_manager()

    class Meta:
        verbose_name = "已发出的提醒"
        verbose_name_plural = "已发出的提醒"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
