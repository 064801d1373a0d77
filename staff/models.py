"""Members of staff, what each may do where, the devices they trust, and the record of signing in."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device


class User(AbstractUser):
    """A member of staff. Superusers are the administrators; everybody else holds Grants."""

    email = models.EmailField("邮箱", blank=True)
    contact = models.OneToOneField(
        "zones.Contact",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="staff_account",
        verbose_name="对外联系人",
        help_text="这名员工在网站上显示为哪位联系人。",
    )

    class Meta:
        verbose_name = "员工"
        verbose_name_plural = "员工"

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        """The Chinese full name, family name first, or the log-in name."""
        return f"{self.last_name}{self.first_name}" or self.username

    @cached_property
    def has_second_factor(self):
        """Whether signing in asks for a code. `GrantBackend` brings the answer along with the person: no query then."""
        return self.totpdevice_set.filter(confirmed=True).exists()

    @property
    def password_mark(self):
        """Sixteen letters that change with the password and do not tell it."""
        return salted_hmac("staff.password_mark", self.password, algorithm="sha256").hexdigest()[:16]

    @cached_property
    def permission_cities(self):
        """What this person may do where: {"app.codename": None (everywhere) or a set of city ids}. One query."""
        cities = {}
        rows = Grant.objects.filter(user=self).values_list(
            "city_id", "role__permissions__content_type__app_label", "role__permissions__codename"
        )
        for city_id, app_label, codename in rows:
            if codename is None:
                continue
            name = f"{app_label}.{codename}"
            if city_id is None:
                cities[name] = None
            elif cities.get(name, ()) is not None:
                cities.setdefault(name, set()).add(city_id)
        return cities

    def cities_for(self, *permissions):
        """Where the person holds any of the permissions: None for everywhere, else a set of city ids."""
        if not self.is_active:
            return set()
        if self.is_superuser:
            return None
        held = set()
        for permission in permissions:
            cities = self.permission_cities.get(permission, set())
            if cities is None:
                return None
            held |= cities
        return held

    def within(self, queryset, city_field, action="view"):
        """The rows of `queryset` whose city lies where this person may `action` (view, change, ...) such rows.

        `city_field` names the column that holds the city's id; rows without a city belong to grants for everywhere.
        """
        meta = queryset.model._meta
        actions = ("view", "change") if action == "view" else (action,)
        cities = self.cities_for(*(f"{meta.app_label}.{each}_{meta.model_name}" for each in actions))
        return queryset if cities is None else queryset.filter(**{f"{city_field}__in": cities})


class Grant(models.Model):
    """A role a person holds in one city, or (city empty) in the whole network."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="员工")
    role = models.ForeignKey(Group, models.PROTECT, related_name="grants", verbose_name="角色")
    city = models.ForeignKey(
        "zones.City",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name="城市",
        help_text="留空表示全部城市。",
    )

    class Meta:
        verbose_name = "授权"
        verbose_name_plural = "授权"
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "city"], name="grant_is_given_once", nulls_distinct=False),
        ]

    def __str__(self):
        return f"{self.user}：{self.role}（{self.city or '全部城市'}）"


class TrustedDeviceQuerySet(models.QuerySet):
    def accepted(self, user):
        """Those of `user` that stand in for a code now: not run out, and trusted under today's password."""
        return self.filter(user=user, expires_at__gt=timezone.now(), password_mark=user.password_mark)


class TrustedDevice(Device):
    """A browser that its owner has told us to trust: for a while it is asked for no code.

    The browser holds a signed cookie with `secret`; deleting the row takes the trust back. As a Device of django-otp it
    is what verified the sessions it began, so these lose their verification with it.
    """

    secret = models.CharField("密钥", max_length=43)
    password_mark = models.CharField("密码标记", max_length=16)
    created_at = models.DateTimeField("信任时间", auto_now_add=True)
    last_used_at = models.DateTimeField("上次登录", default=timezone.now)
    expires_at = models.DateTimeField("到期时间")

    objects = TrustedDeviceQuerySet.as_manager()

    class Meta:
        verbose_name = "可信设备"
        verbose_name_plural = "可信设备"
        ordering = ["-last_used_at"]

    def __str__(self):
        return self.name


class SignInEvent(models.Model):
    """An event of signing in: who signed in or failed to, who was refused what, and who searched for numbers.

    Addresses are kept without the part that names one household. What was typed as a name is not kept: of people who
    type their password into the wrong field it would be the password.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "登录"
        CODE = "code", "验证码通过"
        RECOVERY = "recovery", "用了恢复码"
        TRUSTED = "trusted", "可信设备免验证码"
        SIGNED_OUT = "signed_out", "退出"
        WRONG_PASSWORD = "wrong_password", "密码不对"
        WRONG_CODE = "wrong_code", "验证码不对"
        LOCKED = "locked", "次数太多，暂停登录"
        REFUSED = "refused", "没有权限"
        ENROLLED = "enrolled", "开启两步验证"
        REMOVED = "removed", "关闭两步验证"
        NEW_CODES = "new_codes", "换了恢复码"
        DISTRUSTED = "distrusted", "撤销可信设备"
        SEARCHED = "searched", "按号码查客户"

    # None: there is no such account.
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="sign_in_events", verbose_name="员工")
    kind = models.CharField("事件", max_length=20, choices=Kind)
    happened_at = models.DateTimeField("时间", default=timezone.now, db_index=True)  # the list's order, the purge
    network = models.GenericIPAddressField("来源网段", null=True)
    user_agent = models.CharField("浏览器", max_length=200)
    path = models.CharField("页面", max_length=200)

    class Meta:
        verbose_name = "登录记录"
        verbose_name_plural = "登录记录"
        ordering = ["-happened_at", "-id"]

    def __str__(self):
        return f"{self.user or '未知账号'}：{self.get_kind_display()}"
