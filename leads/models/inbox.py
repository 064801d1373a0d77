"""How far each member of staff has read what they are to hear of, and by which way it is sent to them."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone

from leads.models.channel import Channel
from staff.models import User

#: What nobody has read is new for so long.
REMEMBERED = timedelta(days=30)
#: What failed for good is tried again so often: somebody may have set it right elsewhere.
TRIED_AGAIN_AFTER = timedelta(hours=1)


class InboxQuerySet(models.QuerySet["Inbox"]):
    """The inboxes of staff."""

    def of(self, person: User) -> "Inbox":
        """The person's; one that nobody has opened yet begins with their account. One query."""
        return self.filter(person=person).first() or Inbox(
            person=person, read_until=person.date_joined, mailed_until=timezone.now()
        )

    def of_worker(self, person_id: int) -> "Inbox | None":
        """Of somebody at work who wants to be sent something, with them. One query."""
        at_work = self.filter(pk=person_id, person__is_active=True, person__is_staff=True)
        return at_work.exclude(way=Inbox.Way.NONE).select_related("person", "robot").first()

    def to_tell(self, now: datetime) -> Self:
        """Those of people who are at work, want to be sent what is new, and can be, with the person."""
        return self._at_work(now).filter(is_mailed=True)

    def to_brief(self, day: datetime, now: datetime) -> Self:
        """Those of such people who begin the day with a message and have not had it since that moment."""
        due = self._at_work(now).filter(has_briefing=True)
        return due.filter(models.Q(briefed_at=None) | models.Q(briefed_at__lt=day))

    def failing(self) -> Self:
        """Those of people at work whose last message did not arrive."""
        at_work = self.filter(person__is_active=True, person__is_staff=True)
        return at_work.exclude(fault="").select_related("person", "robot").order_by("fault_at", "pk")

    def of_cities(self, cities: set[int] | None) -> Self:
        """Those of people who have a grant in one of the cities (None: in any)."""
        return self if cities is None else self.filter(person__grants__city__in=cities).distinct()

    def _at_work(self, now: datetime) -> Self:
        """Where somebody's way failed for good it is tried again once an hour."""
        at_work = self.filter(person__is_active=True, person__is_staff=True).exclude(way=Inbox.Way.NONE)
        at_work = at_work.exclude(way=Inbox.Way.MAIL, person__email="")
        ready = models.Q(fault="") | models.Q(fault_at__lt=now - TRIED_AGAIN_AFTER)
        return at_work.filter(ready).select_related("person", "robot").order_by("pk")


class Inbox(models.Model):
    """A person's inbox. What it shows are lines of timelines (`leads.inboxes`).

    What is new is sent to them by one way; up to when it was is `mailed_until`, whichever way it went.
    """

    class Way(models.TextChoices):
        MAIL = "mail", "邮件"
        APP = "app", "企业微信（发给我个人）"
        ROBOT = "robot", "企业微信群里 @我"
        NONE = "none", "都不发，只在这里看"

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="inbox", verbose_name="员工"
    )
    read_until = models.DateTimeField("看到", default=timezone.now)
    mailed_until = models.DateTimeField("发到", default=timezone.now)
    briefed_at = models.DateTimeField("上次晨报", null=True)
    way = models.CharField("发到哪里", max_length=10, choices=Way, default=Way.MAIL, db_default=Way.MAIL)
    member = models.CharField(
        "企业微信账号",
        max_length=64,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^[A-Za-z0-9_.@-]+$", "企业微信账号只有字母、数字和 _ - . @。")],
        help_text="通讯录里的“账号”，不是微信号；不清楚问企业微信的管理员。",
    )
    robot = models.ForeignKey(
        Channel,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="哪个群",
        db_index=False,  # a few dozen rows
        help_text="通知渠道里您城市的企业微信群机器人。",
    )
    mobile = models.CharField(
        "群里的手机号",
        max_length=11,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^1[3-9][0-9]{9}$", "请填 11 位手机号。")],
        help_text="您登记在企业微信的手机号，按它 @您。",
    )
    is_mailed = models.BooleanField("有新消息时发给我", default=True)
    is_mailed_at_night = models.BooleanField("20:00 到 8:30 也发", default=False)
    has_briefing = models.BooleanField("工作日 8:30 发晨报", default=True)
    # Why the last message did not arrive, after all attempts; empty once one does.
    fault = models.CharField("没有送到", max_length=300, blank=True, default="", db_default="", editable=False)
    fault_at = models.DateTimeField("从", null=True, blank=True, editable=False)

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
