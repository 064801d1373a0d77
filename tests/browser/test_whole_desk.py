"""Every list and form of the desk, as its administrator opens them: they fit a phone, and axe finds nothing."""

import pytest
from django.contrib import admin
from django.urls import reverse

from leads.models import Lead
from staff.models import User
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import stored_image

pytestmark = pytest.mark.slow


def addresses(request):
    """The list of each kind of row, the form of a new one, and the pages of the newest, where there are such."""
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        newest = model_admin.get_queryset(request).order_by("-pk").first()
        yield reverse(f"{name}_changelist")
        if model_admin.has_add_permission(request):
            yield reverse(f"{name}_add")
        if newest:
            yield reverse(f"{name}_change", args=[newest.pk])
        if newest and model_admin.has_delete_permission(request, newest):
            yield reverse(f"{name}_delete", args=[newest.pk])
    yield from map(
        reverse,
        (
            "admin:leads_lead_today",
            "admin:leads_lead_record",
            "admin:leads_board",
            "admin:leads_saved",
            "admin:leads_inbox",
            "admin:leads_privacy",
            "admin:report",
        ),
    )


@pytest.fixture
def owner(desk):
    """The administrator, with a row of most kinds."""
    zone = builders.zone(city=desk.city, contact=builders.contact())
    story = builders.article(zone=zone, tags=["厂房"], cover=stored_image())
    story.withdraw(desk.editor, "示例原因")
    builders.draft(city=desk.city)
    for kind in ("rent", "complaint", "correction"):
        Lead.objects.create(kind=kind, name="示例客户", city=desk.city, phone="+8613900000000")
    return User.objects.create_superuser("owner", password="chang-mima-2026", is_staff=True)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_fits_and_axe_finds_nothing(desk, owner, axe_finds_nothing, rf, device):
    request = rf.get("/admin/")
    request.user = owner
    page = desk("/admin/", device, user=owner, bypass_csp=True)
    for address in addresses(request):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        axe_finds_nothing(page)
