"""A browser that its owner trusts is asked for no code, for as long as the trust lasts."""

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from staff.models import SignInEvent, TrustedDevice, User
from staff.roles import EDITOR
from tests import builders
from tests.authenticator import Authenticator
from tests.desk import signed_in
from tests.staff.conftest import CODE, PASSWORD, after_password, came_in, is_in

pytestmark = pytest.mark.django_db

SECURITY = "/admin/security/"
Kind = SignInEvent.Kind


def test_a_trusted_device_is_asked_for_no_code(app):
    client = came_in(app, trust=True)
    client.post("/admin/logout/")
    assert is_in(after_password(client))
    assert Kind.TRUSTED in SignInEvent.objects.values_list("kind", flat=True)


def test_a_device_that_nobody_trusts_is_asked_again(app):
    client = came_in(app)
    client.post("/admin/logout/")
    assert not is_in(after_password(client))


@pytest.mark.slow
def test_a_trusted_device_stays_signed_in_for_as_long_as_it_is_trusted(app):
    client = came_in(app, trust=True)
    session = client.session
    session["began"] -= 29 * 86400
    session["seen"] -= 29 * 86400
    session.save()
    assert is_in(client)
    TrustedDevice.objects.update(expires_at=timezone.now())
    assert not is_in(client)
    assert not is_in(after_password(client))


def test_trust_ends_with_the_password(app):
    client = came_in(app, trust=True)
    client.post("/admin/logout/")
    User.objects.update(password=make_password(PASSWORD))
    assert not is_in(after_password(client))


@pytest.mark.slow
def test_trust_is_taken_back_by_its_owner_alone(app):
    client = came_in(app, trust=True)
    device = TrustedDevice.objects.get()
    assert str(device) in client.get(SECURITY).content.decode()
    address = f"/admin/security/devices/{device.pk}/distrust/"
    assert signed_in(builders.person(EDITOR)).post(address).status_code == 404
    other = came_in(app)
    assert other.get(address).status_code == 405
    other.post(address)
    assert not TrustedDevice.objects.exists()
    client.post("/admin/logout/")
    assert not is_in(after_password(client))


@pytest.mark.slow
def test_the_cookie_of_one_person_is_worth_nothing_to_another(app):
    other = builders.person(EDITOR, username="ta", password=make_password(PASSWORD))
    Authenticator(other)
    client = came_in(app, trust=True)
    client.post("/admin/logout/")
    client.post("/admin/login/", {"username": "ta", "password": PASSWORD})
    assert not is_in(client)


@pytest.mark.slow
def test_a_changed_cookie_is_worth_nothing(app):
    client = came_in(app, trust=True)
    client.post("/admin/logout/")
    client.cookies["desk_trusted"] = client.cookies["desk_trusted"].value[:-1] + "x"
    assert not is_in(after_password(client))


@pytest.mark.slow
def test_without_the_setting_no_device_can_be_trusted(app, settings):
    trusted = came_in(app, trust=True)
    trusted.post("/admin/logout/")
    settings.TRUSTED_DEVICE_DAYS = 0
    assert 'name="trust"' not in after_password().get(CODE).content.decode()
    assert not is_in(after_password(trusted))


@pytest.mark.slow
def test_the_cookie_of_a_row_that_has_another_secret_is_worth_nothing(app):
    """As after the restoration of a backup, which may give a number away again."""
    client = came_in(app, trust=True)
    client.post("/admin/logout/")
    TrustedDevice.objects.update(secret="another")
    assert not is_in(after_password(client))
