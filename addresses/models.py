"""The table of old addresses, and of those that were asked for and are missing."""

from typing import Self
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.urls import is_valid_path
from django.utils import timezone

from addresses.zblog import MAX_KEY, UPLOAD, ParsedAddress, parse
from zones.models import City, Portal
from zones.models.validators import host_validator

#: Addresses that were never the old site's, and that are not noted when they are missing.
OURS = (settings.DESK_PATH, "/healthz/", "/metrics/", "/wechat/", settings.STATIC_URL)
#: A path of ours, which no browser takes for another site's address.
LOCAL_PATH = r"^/([^/\\\s[:cntrl:]][^\\\s[:cntrl:]]*)?$"
local_path = RegexValidator(r"^/([^/\\\s\x00-\x1f][^\\\s\x00-\x1f]*)?$", "只写本站路径，以一个 / 开头，例如 /about/。")


class Kind(models.TextChoices):
    """What an address asks for."""

    POST = "post", "文章"
    CATEGORY = "category", "分类"
    TAG = "tag", "标签"
    DATE = "date", "日期"
    AUTHOR = "author", "作者"
    PAGE = "page", "分页"
    UPLOAD = "upload", "附件"
    PATH = "path", "路径"


#: How the old site wrote each kind.
SPELLING = {
    Kind.POST: "/post/{}.html",
    Kind.CATEGORY: "/category-{}.html",
    Kind.TAG: "/tags-{}.html",
    Kind.DATE: "/date-{}.html",
    Kind.AUTHOR: "/author-{}.html",
    Kind.PAGE: "/page_{}.html",
    Kind.UPLOAD: UPLOAD + "{}",
    Kind.PATH: "{}",
}
#: How it asked for those whose key would be read as something else in a path: a category named park_2 for its page 2.
SPELLING_IN_QUERY = {
    Kind.POST: "/?alias={}",
    Kind.CATEGORY: "/?cate={}",
    Kind.TAG: "/?tags={}",
    Kind.AUTHOR: "/?auth={}",
}


class AddressKey(models.Model):
    """What identifies an address, whatever its spelling. Without a host it is meant for every host of ours."""

    host = models.CharField("域名", max_length=100, blank=True, help_text="留空表示本站所有域名。")
    kind = models.CharField("类型", max_length=10, choices=Kind)
    key = models.CharField("旧编号或路径", max_length=MAX_KEY)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.host}{self.spelling}"

    @property
    def spelling(self):
        """The address as a person would read it, without its host: what would divide it otherwise is encoded."""
        kind, key = Kind(self.kind), self.key
        if kind == Kind.PATH:
            return key
        path = SPELLING[kind].format(key.replace("?", "%3f").replace("#", "%23"))
        if kind in SPELLING_IN_QUERY and parse(path, {}) != ParsedAddress(kind, key):
            return SPELLING_IN_QUERY[kind].format(quote(key))
        return path

    @property
    def quoted(self):
        """The same, to be put into a query."""
        return quote(str(self), safe="")


class OldAddress(AddressKey):
    """What an old address is now: one thing of ours or one path; nothing at all means it is gone (410)."""

    article = models.ForeignKey(
        "articles.Article", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="文章"
    )
    zone = models.ForeignKey(
        "zones.Zone", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="园区"
    )
    city = models.ForeignKey(
        "zones.City", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="城市"
    )
    section = models.ForeignKey(
        "articles.Section", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="栏目"
    )
    tag = models.ForeignKey(
        "articles.Tag", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="标签"
    )
    image = models.ForeignKey(
        "images.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="图片",
    )
    path = models.CharField(
        "本站路径", max_length=MAX_KEY, blank=True, validators=[local_path], help_text="例如 /about/。"
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)

    #: The fields that say what it is now; at most one is filled in.
    TARGETS = ("article", "zone", "city", "section", "tag", "image", "path")
    #: Its picture goes offline with whatever shows it.
    shows_pictures = False
    #: What is read along with it for its target's address.
    RELATED = ("article__city", "zone__city", "city", "section", "tag", "image")

    class Meta:
        verbose_name = "旧地址"
        verbose_name_plural = "旧地址"
        ordering = ["-id"]
        indexes = [
            # Read where a file is asked for, whose name is known in the letters of the old server.
            models.Index(Lower("key"), name="old_upload_in_any_letters", condition=Q(kind="upload")),
            # Read when a picture is deleted.
            models.Index("image", name="old_address_of_picture", condition=Q(image__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "host"], name="old_address_is_one_thing"),
            models.CheckConstraint(
                name="old_address_leads_to_our_own_path", condition=Q(path="") | Q(path__regex=LOCAL_PATH)
            ),
            models.CheckConstraint(
                name="old_address_leads_not_to_itself",
                condition=~Q(kind="path") | ~Q(path__in=[F("key"), Concat("key", Value("/"))]),
            ),
        ]

    @property
    def target(self):
        """The thing or the path it is now; None when it is gone."""
        return next((target for name in self.TARGETS if (target := getattr(self, name))), None)

    def clean(self):
        """One target at most, and a path only to a page of ours that is no old address itself: so no loop, one hop."""
        if sum(bool(getattr(self, name)) for name in self.TARGETS) > 1:
            raise ValidationError("只选一个去向。")
        if self.path and (self._leads_to_itself() or is_no_page(self.path, self.host)):
            raise ValidationError({"path": "这个路径不是本站的页面，或者它自己也是旧地址。"})
        if self.kind == Kind.PATH:
            others = OldAddress.objects.exclude(pk=self.pk).filter(path__in=[self.key, f"{self.key}/"])
            if other := others.first():
                raise ValidationError(f"已有旧地址指向这里：{other}。请先改那一条。")

    def _leads_to_itself(self):
        return self.kind == Kind.PATH and key_of(self.path) == self.key


def key_of(path):
    """The key under which a path of ours would stand in the table."""
    return path.partition("?")[0].lower().rstrip("/") or "/"


def is_no_page(path, host):
    """Whether a path of ours is no page on a host ("" for all): unknown, or an old address itself."""
    hosts = Q(host__in=["", host]) if host else Q()
    bare = path.partition("?")[0]
    known = is_valid_path(bare) or bare.startswith(("/media/", "/static/"))
    return not known or OldAddress.objects.filter(hosts, kind=Kind.PATH, key=key_of(path)).exists()


class OldHostQuerySet(models.QuerySet["OldHost"]):
    """Sets of old hosts."""

    def of_city(self, city_id: int | None) -> Self:
        """Those of a city; of the whole network without one."""
        return self.filter(city=city_id)


class OldHost(models.Model):
    """A host at which the site, or one before it, stood: whoever asks for it is sent to the same page at its own host.

    The rows of OldAddress for it come before those of the host that it leads to.
    """

    host = models.CharField(
        "旧域名", max_length=100, unique=True, validators=[host_validator], help_text="例如 www.jinan.example.com。"
    )
    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="old_hosts",
        verbose_name="城市",
        help_text="访客转到这个城市的域名；留空转到总站。",
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)

    objects = OldHostQuerySet.as_manager()

    class Meta:
        verbose_name = "旧域名"
        verbose_name_plural = "旧域名"
        ordering = ["city", "host"]

    def __str__(self):
        return self.host

    def clean(self):
        """Refuses a host at which the site itself answers: there nobody would ever be sent on."""
        if is_own_host(self.host):
            raise ValidationError({"host": "这是本站现在的域名，不用登记。"})


def is_own_host(host):
    """Whether the site answers at a host by itself."""
    if host in settings.ALWAYS_HOSTS or host.endswith(".localhost"):
        return True
    return City.objects.filter(host=host).exists() or Portal.objects.filter(host=host).exists()


class MissingAddress(AddressKey):
    """An address that was not found. `times` counts the minutes in which it was asked for, so that a flood is one."""

    times = models.PositiveIntegerField("次数", default=1, help_text="同一分钟内多次只算一次。")
    referrer = models.CharField("来自", max_length=100, blank=True)
    first_seen_at = models.DateTimeField("首次", default=timezone.now)
    last_seen_at = models.DateTimeField("最近", default=timezone.now)

    class Meta:
        verbose_name = "找不到的地址"
        verbose_name_plural = "找不到的地址"
        ordering = ["-times", "-last_seen_at"]
        default_permissions = ("view", "delete")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "host"], name="missing_address_is_one_row"),
        ]
        indexes = [
            # Read by every new one: how many there are of the last day.
            models.Index("first_seen_at", name="missing_by_first_time"),
        ]
