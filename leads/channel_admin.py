"""The admin's pages of channels, notifications sent by them, days of work, and what was done for people's privacy."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone

from jobs.queue import GiveUp
from leads import delivery, ways
from leads.jobs import enqueue_delivery
from leads.models import Channel, Notification, PrivacyRequest, SpecialDay
from leads.models.circuit import way_of
from plumbing.read_only_admin import ReadOnlyAdmin
from zones.granted_admin import GrantedAdmin, NetworkAdmin, SecretsForm


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
        is_mail = cleaned.get("kind") == Channel.Kind.EMAIL
        fits = is_email if is_mail else is_https
        if cleaned["target"] and not fits(cleaned["target"]):
            self.add_error("target", "邮件填邮箱；其他方式填 https:// 开头的地址。")
        return cleaned


@admin.register(Channel)
class ChannelAdmin(GrantedAdmin):
    form = ChannelForm
    list_display = ["name", "city", "kind", "target_end", "is_active", "undelivered"]
    list_filter = ["kind", "is_active"]
    list_select_related = ["city"]
    autocomplete_fields = ["city"]
    actions = ["send_test"]

    def get_queryset(self, request):
        undelivered = Notification.objects.undelivered().filter(channel=OuterRef("pk")).order_by().values("channel")
        count = Subquery(undelivered.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(undelivered=count)

    @admin.action(description="发送一条测试通知", permissions=["change"])
    def send_test(self, request, queryset):
        """Send each channel a message now: whoever sets it up sees at once whether it works."""
        for channel in queryset:
            try:
                delivery.deliver(delivery.trial_message(), channel)
                ways.works_again(way_of(channel))
            except (GiveUp, delivery.NotDelivered, OSError) as error:
                messages.error(request, f"{channel}：没有送达。{error}")
            else:
                messages.success(request, f"{channel}：已送出，请在对方查看。")

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
