"""The admin's pages of channels, notifications sent by them, days of work, and what was done for people's privacy."""

import re

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from jobs.queue import GiveUp
from leads import delivery, personal_messages, ways, work_wechat
from leads.jobs import enqueue_delivery
from leads.models import Channel, Inbox, Notification, PrivacyRequest, SpecialDay
from leads.models.channel import APP_ADDRESS
from leads.models.circuit import way_of
from plumbing.read_only_admin import ReadOnlyAdmin
from zones.granted_admin import GrantedAdmin, NetworkAdmin, SecretsForm

#: People named above the list whose messages do not arrive.
MOST_FAILING = 50


def is_email(target):
    """Whether mail can be sent to it: it is one address, without a line break."""
    try:
        validate_email(target)
    except ValidationError:
        return False
    return True


def is_https(target):
    """Whether a notification can be posted to it: it is an address of https, of one line."""
    return target.startswith("https://") and target.isprintable() and " " not in target


class ChannelForm(SecretsForm):
    """A group's robot can be spoken to by anybody who knows its address: that is a secret, too."""

    secrets = ("target", "secret")

    class Meta:
        model = Channel
        fields = ["city", "kind", "name", "target", "secret", "is_active"]

    def clean(self):
        cleaned = super().clean()
        kind, target = cleaned.get("kind"), cleaned["target"]
        if kind == Channel.Kind.APP:
            self._clean_app(cleaned)
        elif target and not (is_email if kind == Channel.Kind.EMAIL else is_https)(target):
            self.add_error("target", "邮件填邮箱；其他方式填 https:// 开头的地址。")
        return cleaned

    def _clean_app(self, cleaned):
        if cleaned["target"] and not re.fullmatch(APP_ADDRESS, cleaned["target"]):
            self.add_error("target", "填“企业 ID/AgentId”，例如 ww1234567890abcdef/1000002。")
        if not cleaned["secret"]:
            self.add_error("secret", "请填应用的 Secret。")
        if cleaned.get("city"):
            self.add_error("city", "应用是全公司的，城市留空；每个人在“消息”里选自己要不要。")
        others = Channel.objects.filter(kind=Channel.Kind.APP, is_active=True).exclude(pk=self.instance.pk)
        if cleaned.get("is_active") and (other := others.first()):
            self.add_error("is_active", f"已经有“{other}”在用，先停用它。")


@admin.register(Channel)
class ChannelAdmin(GrantedAdmin):
    form = ChannelForm
    list_display = ["name", "city", "kind", "target_end", "is_active", "undelivered"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["city"]
    autocomplete_fields = ["city"]
    actions = ["send_test"]
    change_list_template = "admin/leads/channel/change_list.html"

    def changelist_view(self, request, extra_context=None):
        """With the people of one's cities whose own messages do not arrive, and why."""
        failing = Inbox.objects.failing().of_cities(request.user.cities_for("leads.view_channel"))[:MOST_FAILING]
        return super().changelist_view(request, {"failing": failing} | (extra_context or {}))

    def get_queryset(self, request):
        undelivered = Notification.objects.undelivered().filter(channel=OuterRef("pk")).order_by().values("channel")
        count = Subquery(undelivered.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(undelivered=count)

    @admin.action(description="发送一条测试通知", permissions=["change"])
    def send_test(self, request, queryset):
        """Send each channel a message now: whoever sets it up sees at once whether it works."""
        for channel in queryset:
            try:
                sentence = self._try(channel, request.user)
                ways.works_again(way_of(channel))
            except (GiveUp, delivery.NotDelivered, OSError) as error:
                messages.error(request, f"{channel}：没有送达。{error}")
            else:
                messages.success(request, f"{channel}：{sentence}")

    @staticmethod
    def _try(channel, user):
        """Send a test, by the application to whoever asks, if it knows their account. Returns what was done."""
        if channel.kind != Channel.Kind.APP:
            delivery.deliver(delivery.trial_message(), channel)
            return "已送出，请在对方查看。"
        member = Inbox.objects.of(user).member
        if not member:
            work_wechat.check_credentials(channel.target, channel.secret)
            return "企业微信认得这个应用；在“消息”页填上您的企业微信账号，就能发一条给自己看。"
        delivery.deliver(personal_messages.trial_message(timezone.now()), channel, to=member)
        return f"已发给您的企业微信账号 {member}，请查看。"

    @admin.display(description="地址")
    def target_end(self, channel):
        return f"…{channel.target[-6:]}"

    @admin.display(description="未送达")
    def undelivered(self, channel):
        return channel.undelivered or "—"


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin, GrantedAdmin):
    """What was delivered and what was not; only the worker writes these rows."""

    city_field = "lead__city_id"
    list_display = ["lead", "event", "to", "attempts", "sent_at", "parked_at", "last_error"]
    list_display_links = None
    list_filter = [("parked_at", admin.EmptyFieldListFilter), ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["lead", "event", "channel"]
    actions = ["send_again"]

    @admin.action(description="再发一次（仅未送达的）", permissions=["view"])
    def send_again(self, request, queryset):
        waiting = list(queryset.undelivered().order_by().values_list("pk", flat=True))
        Notification.objects.filter(pk__in=waiting).update(parked_at=None, created_at=timezone.now())
        for notification in waiting:
            enqueue_delivery(notification)
        messages.success(request, f"{len(waiting)} 条通知重新排队。")

    @admin.display(description="渠道")
    def to(self, notification):
        return notification.channel or "总部邮箱"


@admin.register(SpecialDay)
class SpecialDayAdmin(NetworkAdmin):
    """An owner's own days; beyond the calendar's years the only ones."""

    list_display = ["day", "is_working", "note"]
    fields = ["day", "is_working", "note"]


@admin.register(PrivacyRequest)
class PrivacyRequestAdmin(ReadOnlyAdmin, NetworkAdmin):
    """The log of copies given and data erased; the page that does so writes it."""

    list_display = ["at", "actor", "kind", "known_by", "verified"]
    list_filter = ["kind"]
    list_select_related = ["actor"]
    change_list_template = "admin/leads/privacyrequest/change_list.html"
