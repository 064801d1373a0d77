"""What the desk has been told is wrong, so that it is told once."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class RaisedAlarmQuerySet(models.QuerySet):
    """Which alarms have been raised."""

    def raise_once(self, name, newest=None):
        """Whether an alarm has to be raised now, which is then written down: of two who ask at once, one is told so.

        `newest` is when the newest of its causes came about: after one that is newer it is raised again. None for an
        alarm that is raised once, however long it lasts.
        """
        _, is_new = self.get_or_create(name=name, defaults={"newest": newest})
        if is_new or newest is None:
            return is_new
        older = self.filter(Q(newest__isnull=True) | Q(newest__lt=newest), name=name)
        return older.update(newest=newest, raised_at=timezone.now()) > 0


class RaisedAlarm(models.Model):
    """An alarm that was raised and is not over yet. When it is, the row goes, and it may be raised again."""

    name = models.CharField(max_length=20, primary_key=True)
    raised_at = models.DateTimeField(default=timezone.now)
    newest = models.DateTimeField(null=True)

    objects = RaisedAlarmQuerySet.as_manager()

    class Meta:
        verbose_name = "已发出的提醒"
        verbose_name_plural = "已发出的提醒"
        default_permissions = ()

    def __str__(self):
        return self.name
