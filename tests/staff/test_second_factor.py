"""The code after the password: enrolment, recovery codes, and what opens before and after."""

import re
import time

import pytest
from django.core.management import call_command
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken

from staff import second_factor
from staff.models import SignInEvent, User
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in
from tests.staff.conftest import CODE, after_password, came_in, is_in

pytestmark = pytest.mark.django_db

RECOVERY = "/admin/sign-in/recovery/"
SECURITY, ENROL = "/admin/security/", "/admin/security/second-factor/"
Kind = SignInEvent.Kind


def shown_codes(answer):
    return re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", answer.content.decode())


# The code


def test_the_password_alone_leads_to_the_code_and_opens_nothing_else(app):
    client = after_password()
    for page in ("/admin/", "/admin/articles/article/", SECURITY, ENROL, "/admin/password_change/"):
        answer = client.get(page)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(CODE)
    assert client.post("/admin/security/second-factor/remove/", {"code": "1"}).headers["Location"].startswith(CODE)


def test_the_code_opens_the_desk(app):
    client = after_password()
    assert client.post(CODE, {"code": app.code()}).headers["Location"] == "/admin/"
    assert is_in(client)


def test_a_code_typed_as_people_type_is_understood(app):
    code = app.code()
    assert is_in(came_in_with(f" {code[:3]} {code[3:]}"))


def came_in_with(code):
    client = after_password()
    client.post(CODE, {"code": code})
    return client


def test_a_wrong_code_opens_nothing_and_says_so(app):
    client = after_password()
    assert "验证码不对" in client.post(CODE, {"code": app.wrong_code()}).content.decode()
    assert not is_in(client)


@pytest.mark.slow
def test_a_code_counts_once(app):
    code = app.code()
    assert is_in(came_in_with(code))
    assert not is_in(came_in_with(code))


def test_after_a_wrong_code_the_next_has_to_wait(app):
    client = after_password()
    client.post(CODE, {"code": app.wrong_code()})
    assert "秒再试" in client.post(CODE, {"code": app.code()}).content.decode()


def test_waiting_grows_and_stays_below_five_minutes(app, editor):
    for _ in range(15):
        app.let_time_pass()
        assert second_factor.check_code(editor, app.wrong_code()) is None
    with pytest.raises(second_factor.TooSoon) as caught:
        second_factor.check_code(editor, app.code())
    assert 200 < caught.value.seconds < 300


def test_the_code_must_follow_the_password_within_a_quarter_of_an_hour(app):
    client = after_password()
    session = client.session
    session["began"] -= 16 * 60
    session.save()
    assert client.post(CODE, {"code": app.code()}).headers["Location"].startswith("/admin/login/")
    assert not is_in(client)


def test_the_code_leads_to_where_one_wanted_to_go(app):
    client = after_password()
    led = client.get("/admin/articles/article/?state=draft").headers["Location"]
    answer = client.post(led, {"code": app.code(), "next": client.get(led).context["next"]})
    assert answer.headers["Location"] == "/admin/articles/article/?state=draft"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_the_code_leads_to_no_other_site(app, wanted):
    client = after_password()
    assert client.post(CODE, {"code": app.code(), "next": wanted}).headers["Location"] == "/admin/"


def test_the_session_gets_another_key_with_the_code(app):
    client = after_password()
    before = client.session.session_key
    client.post(CODE, {"code": app.code()})
    assert client.session.session_key != before


def test_the_field_brings_up_digits_and_the_codes_autofill(app):
    page = after_password().get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


# Recovery codes


@pytest.mark.slow
def test_a_recovery_code_opens_the_desk_once(app):
    for opens in (True, False):
        client = after_password()
        client.post(RECOVERY, {"code": app.codes[0].upper()})
        assert is_in(client) is opens


def test_recovery_codes_are_not_kept_readable(app):
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == len(app.codes) == 10
    assert not kept & {code.replace("-", "") for code in app.codes}


@pytest.mark.slow
def test_new_recovery_codes_void_the_old_ones(app):
    client = came_in(app)
    new = shown_codes(client.post("/admin/security/recovery-codes/", {"code": app.code()}))
    assert len(new) == 10
    again = after_password()
    again.post(RECOVERY, {"code": app.codes[0]})
    assert not is_in(again)
    again.post(RECOVERY, {"code": new[0]})
    assert is_in(again)


def test_wrong_codes_of_the_app_do_not_keep_the_owner_from_a_recovery_code(app, editor):
    for _ in range(3):
        app.let_time_pass()
        second_factor.check_code(editor, app.wrong_code())
    client = after_password()
    client.post(RECOVERY, {"code": app.codes[0]})
    assert is_in(client)


# Enrolment


@pytest.mark.slow
def test_an_app_is_enrolled_by_its_first_code_and_the_recovery_codes_shown_once(editor):
    client = signed_in(editor)
    page = client.get(ENROL)
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["app"]["secret"].replace(" ", "")
    assert f"secret={secret}" in page.context["app"]["address"]
    totp = TOTP(bytes.fromhex(client.session["second_factor_key"]))
    answer = client.post(ENROL, {"code": f"{totp.token():06}"})
    assert len(shown_codes(answer)) == 10
    assert answer.headers["Cache-Control"] == "no-store"
    assert is_in(client)
    assert User.objects.get().has_second_factor
    assert client.get(ENROL).headers["Location"] == SECURITY


@pytest.mark.slow
def test_a_wrong_first_code_enrols_nothing(editor):
    client = signed_in(editor)
    key = client.get(ENROL).wsgi_request.session["second_factor_key"]
    totp = TOTP(bytes.fromhex(key))
    good = {totp.token() for totp.time in (time.time() - 30, time.time(), time.time() + 30)}
    wrong = next(code for code in range(100000, 100009) if code not in good)
    assert "验证码不对" in client.post(ENROL, {"code": str(wrong)}).content.decode()
    assert not User.objects.get().has_second_factor
    assert client.session["second_factor_key"] == key


def test_the_code_that_enrolled_an_app_is_used_up(editor):
    app = TOTP(bytes.fromhex(key := second_factor.new_key()))
    app.time = time.time()
    code = f"{app.token():06}"
    assert second_factor.enrol(editor, key, code)
    assert second_factor.check_code(editor, code) is None


def test_nobody_enrols_over_an_authenticator_that_is_there(app, editor):
    key = second_factor.new_key()
    assert second_factor.enrol(editor, key, f"{TOTP(bytes.fromhex(key)).token():06}") is None


def test_required_it_leads_who_has_none_to_enrolment_and_nowhere_else(editor, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client = after_password()
    for page in ("/admin/", "/admin/articles/article/", SECURITY, CODE):
        assert client.get(page).headers["Location"].startswith(ENROL)
    assert client.get(ENROL).status_code == 200


def test_optional_it_lets_who_has_none_in_by_password(editor):
    assert is_in(after_password())


@pytest.mark.slow
def test_taking_it_off_needs_a_code_and_a_recovery_code_will_do(app):
    client = came_in(app)
    client.post("/admin/security/second-factor/remove/", {"code": app.wrong_code()})
    assert User.objects.get().has_second_factor
    client.post("/admin/security/second-factor/remove/", {"code": app.codes[0]})
    assert not User.objects.get().has_second_factor
    assert is_in(after_password())


def test_the_command_takes_it_off_for_an_owner_who_lost_everything(app, capsys):
    call_command("let_in", "bianji", "--remove-second-factor")
    assert is_in(after_password())
    assert StaticToken.objects.count() == 0


def test_the_administrator_takes_it_off_for_others_and_an_editor_cannot(app, editor):
    data = {"action": "remove_second_factor", "_selected_action": [editor.pk]}
    signed_in(builders.person(EDITOR)).post("/admin/staff/user/", data)
    assert User.objects.get(pk=editor.pk).has_second_factor
    signed_in(builders.person(is_superuser=True)).post("/admin/staff/user/", data)
    assert not User.objects.get(pk=editor.pk).has_second_factor


def test_nobody_reads_secrets_in_the_admin():
    client = signed_in(builders.person(is_superuser=True))
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404


# What it costs


@pytest.mark.slow
def test_who_has_no_second_factor_costs_no_query_and_who_has_one_costs_one(app, editor, django_assert_num_queries):
    page = "/admin/password_change/"
    plain = signed_in(builders.person(EDITOR))
    plain.get(page)
    with django_assert_num_queries(4):  # version; session; person with "has one?"; grants
        plain.get(page)
    client = came_in(app)
    client.get(page)
    with django_assert_num_queries(5):  # and the device that verified the session
        client.get(page)
