"""The desk's pages for people, their grants and the record of sign-ins: the administrator's, since no role may."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.forms import BaseInlineFormSet
from django.utils.html import format_html, format_html_join
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from plumbing.read_only_admin import ReadOnlyAdmin
from staff import second_factor
from staff.models import Grant, SignInEvent, User
from staff.record import note
from zones.granted_admin import NetworkAdmin, PlainFields, flag

# Roles are fixed by migrations, and a second factor is its owner's: importing the modules above has registered them.
admin.site.unregister([Group, StaticDevice, TOTPDevice])


class GrantFormSet(BaseInlineFormSet):
    """A person's grants, each once: the constraints' kind message, for a city left empty too."""

    def get_unique_error_message(self, unique_check):
        return "同一个角色、同一个城市写了两次，请删去一条。"

    def clean(self):
        super().clean()
        given = set()
        for form in self.forms:
            grant = (form.cleaned_data.get("role"), form.cleaned_data.get("city")) if form.is_valid() else (None, None)
            if grant[0] and not form.cleaned_data.get("DELETE"):
                if grant in given:
                    form.add_error("role", f"“{grant[0]}（{grant[1] or '全部城市'}）”写了两次。")
                given.add(grant)


class GrantForm(forms.ModelForm):
    """A grant in one city; in all of them only where that is said."""

    everywhere = forms.BooleanField(
        label="全部城市",
        label_suffix="",
        required=False,
        help_text="管所有城市，包括以后新开的，还有全网的文章、标签和线索。只给总部的人。",
    )

    def __init__(self, *args, instance=None, **kwargs):
        initial = {"everywhere": bool(instance and instance.city_id is None)} | (kwargs.pop("initial", None) or {})
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        self.fields["city"].help_text = "只管一个城市的人选这里；管几个城市，一个城市一条授权。"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("city") and cleaned.get("everywhere"):
            raise forms.ValidationError("城市和“全部城市”只能选一样。")
        if not cleaned.get("city") and not cleaned.get("everywhere") and "city" not in self.errors:
            self.add_error("city", "请选城市；要管全部城市，请勾选“全部城市”。")
        return cleaned


class GrantInline(PlainFields, admin.StackedInline):
    """What the person may do, and where."""

    model = Grant
    form = GrantForm
    formset = GrantFormSet
    fields = [("role", "city"), "everywhere"]
    extra = 1


class PasswordMark(ReadOnlyPasswordHashWidget):
    """Whether there is a password, where Django shows the figures of its algorithm."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        is_set = bool(value) and is_password_usable(value)
        return context | {
            "summary": [{"label": "密码已设置" if is_set else "还没有密码，不能登录"}],
            "button_label": "换一个密码" if is_set else "设一个密码",
        }


class PersonForm(UserChangeForm):
    """A person, whose user name is not another's in other letters: as of a new one, by Django's form."""

    password = ReadOnlyPasswordHashField(label="密码", widget=PasswordMark)

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("这个用户名已有人用。")
        return username


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password for somebody: whoever shall not sign in any more is switched off on their page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


@admin.register(User)
class UserAdmin(NetworkAdmin, DjangoUserAdmin):
    """Members of staff. Django's groups and single permissions are left out: Grants alone count."""

    instead_of_deleting = "离职的员工不用删除：取消“有效”就不能再登录，他的文章和跟进记录都留着。"

    form = PersonForm
    change_password_form = NewPasswordForm
    inlines = [GrantInline]
    autocomplete_fields = ["contact"]
    filter_horizontal = ()
    list_display = ["username", "display_name", "granted", flag("is_active", "账号", "有效", "停用"), "last_login"]
    list_filter = ["is_active", "is_superuser", "grants__role", "grants__city"]
    search_fields = ["username", "last_name", "first_name", "email"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("本人", {"fields": ["last_name", "first_name", "email", "contact"]}),
        (
            "登录",
            {
                "description": "离职的人去掉“有效”，不要删除：他写过的文章和记录要留着名字。"
                "管理员可以做一切；其他人只能做下面“授权”里给的事。",
                "fields": ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"],
            },
        ),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "last_name", "first_name", "password1", "password2"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["remove_second_factor"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("grants__role", "grants__city")

    def save_model(self, request, obj, form, change):
        if not change:
            # Whoever is entered here works here.
            obj.is_staff = True
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Says so where the person just saved can sign in and then sees nothing."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        if user.is_active and not user.is_superuser and not Grant.objects.filter(user=user).exists():
            warning = f"“{user}”还没有授权：看不到任何城市，什么也做不了。请在这名员工页面的“授权”里选角色和城市。"
            self.message_user(request, warning, messages.WARNING)

    @admin.action(description="解除两步验证（手机和恢复码都丢了）", permissions=["change"])
    def remove_second_factor(self, request, queryset):
        removed = [user for user in queryset if second_factor.remove(user)]
        for user in removed:
            note(request, SignInEvent.Kind.REMOVED, user)
        self.message_user(request, f"已为 {len(removed)} 人解除两步验证。", messages.SUCCESS)

    @admin.display(description="姓名", ordering="last_name")
    def display_name(self, user):
        return user.display_name

    @admin.display(description="授权")
    def granted(self, user):
        if user.is_superuser:
            return "管理员（一切）"
        grants = [(grant.role.name, grant.city or "全部城市") for grant in user.grants.all()]
        if not grants and user.is_active:
            return format_html('<span class="desk-chip desk-chip-lacking">{}</span>', "还没有授权")
        return format_html_join("、", "{}（{}）", grants)


@admin.register(SignInEvent)
class SignInEventAdmin(ReadOnlyAdmin, NetworkAdmin):
    """Who came in, who failed to, and who was refused what. Nobody writes it."""

    list_display = ["happened_at", "kind", "person", "network", "path", "browser"]
    fields = ["user", "kind", "happened_at", "network", "browser", "path"]
    readonly_fields = ["browser"]
    list_filter = ["kind", "happened_at"]
    list_select_related = ["user"]
    list_per_page = 50
    search_fields = ["user__username", "user__last_name", "user__first_name", "network"]
    search_help_text = "员工姓名、用户名或来源网段"

    @admin.display(description="员工", ordering="user", empty_value="未知账号")
    def person(self, event):
        return event.user

    @admin.display(description="浏览器", ordering="user_agent")
    def browser(self, event):
        return (
            format_html('<span title="{}">{}</span>', event.user_agent, second_factor.device_name(event.user_agent))
            if event.user_agent
            else "—"
        )
