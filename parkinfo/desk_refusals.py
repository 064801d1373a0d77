"""What the desk answers, in its own frame, to who may not do what they ask for (403), or asks for what is not there.

Whoever is not wholly signed in, or asks for a public page, gets the public site's.
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbing import error_pages
from staff.models import User


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403: names what is missing, what the person has, and who can help."""
    if not _is_at_desk(request):
        return error_pages.permission_denied(request, exception)
    if request.user.is_superuser:
        return _page(request, 403, "这里不能这样做", missing="这一类只供查看，或者由程序自己记：管理员也不在这里改。")
    context = {"missing": _missing(request), "helpers": _helpers(), "grants": _grants(request.user)}
    return _page(request, 403, "没有权限", **context)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    if not _is_at_desk(request):
        return error_pages.not_found(request, exception)
    return _page(request, 404, "没有这一页", missing="地址可能抄漏了，或者这一条已经删除、不在您管的城市。")


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: what a button sends was opened as an address."""
    missing = "这个地址要用页面上的按钮，直接打开什么也不做；没有任何改动。"
    return _page(request, 405, "请用页面上的按钮", missing=missing)


def _is_at_desk(request: HttpRequest) -> bool:
    # Set by staff.middleware for whoever has passed the second factor as well.
    return getattr(request, "is_let_through", False) and admin.site.has_permission(request)


def _page(request: HttpRequest, status: int, title: str, **context: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": title, **context}
    return render(request, "admin/refused.html", context, status=status)


def _missing(request: HttpRequest) -> str:
    """What the person's grants lack for this page."""
    match = request.resolver_match
    model_admin = getattr(match.func, "model_admin", None) if match else None
    if model_admin is None:
        return "您的授权不包括这一页。"
    opts = model_admin.opts
    if request.user.has_perm(f"{opts.app_label}.{get_permission_codename('view', opts)}"):
        return f"您可以查看{opts.verbose_name}，但您的授权不包括这一步，或者不包括这一条所在的城市。"
    return f"您的授权不包括“{opts.verbose_name_plural}”。"


def _grants(user: Any) -> list[str]:
    return [f"{grant.role}（{grant.city or '全部城市'}）" for grant in user.grants.select_related("role", "city")]


def _helpers() -> list[User]:
    """The administrators, who alone give grants."""
    return list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk")[:5])
