"""How far each member of staff has read what they are to hear of, and whether it is mailed to them."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone

from staff.models import User

#: What nobody has read is new for so long.
REMEMBERED = timedelta(days=30)


class InboxQuerySet(models.QuerySet["Inbox"]):
    """The inboxes of staff."""

    def of(self, person: User) -> "Inbox":
        """The person's; one that nobody has opened yet begins with their account. One query."""
        return self.filter(person=person).first() or Inbox(
            person=person, read_until=person.date_joined, mailed_until=timezone.now()
        )

    def to_mail(self) -> Self:
        """Those of people who are at work, have an address and want mail, with the person."""
        at_work = self.filter(is_mailed=True, person__is_active=True, person__is_staff=True)
        return at_work.exclude(person__email="").select_related("person").order_by("pk")

    def to_brief(self, day: datetime) -> Self:
        """Those of such people who begin the day with a mail and have not had it since that moment."""
        at_work = self.filter(has_briefing=True, person__is_active=True, person__is_staff=True)
        due = at_work.filter(models.Q(briefed_at=None) | models.Q(briefed_at__lt=day))
        return due.exclude(person__email="").select_related("person").order_by("pk")


class Inbox(models.Model):
    """A person's inbox. What it shows are lines of timelines (`leads.inboxes`)."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="inbox", verbose_name="员工"
    )
    read_until = models.DateTimeField("看到", default=timezone.now)
    mailed_until = models.DateTimeField("发到", default=timezone.now)
    briefed_at = models.DateTimeField("上次晨报", null=True)
    is_mailed = models.BooleanField("有新消息时发邮件给我", default=True)
    is_mailed_at_night = models.BooleanField("20:00 到 8:30 也发", default=False)
    has_briefing = models.BooleanField("工作日 8:30 发晨报", default=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = "收件箱"
        verbose_name_plural = "收件箱"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.person}的收件箱"

    @property
    def new_since(self) -> datetime:
        """What came after this moment is new."""
        return max(self.read_until, timezone.now() - REMEMBERED)

    def read(self, until: datetime) -> None:
        """Note that what there was up to a moment has been seen. Of two pages at once the later moment counts."""
        mine, is_new = Inbox.objects.get_or_create(person=self.person, defaults={"read_until": until})
        if not is_new:
            Inbox.objects.filter(pk=mine.pk).update(read_until=Greatest("read_until", models.Value(until)))
