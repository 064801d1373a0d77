"""What was written is not lost when the session or its token has changed since the form was opened."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from addresses.models import OldAddress
from staff.roles import EDITOR
from tests import builders
from tests.desk import forms_of, signed_in, words
from tests.staff.conftest import CODE, PASSWORD, after_password

pytestmark = pytest.mark.django_db

ADD = "/admin/addresses/oldaddress/add/"
OURS = {"Origin": "http://testserver"}
WRITTEN = {"old": "/post/1.html", "gone": "on", "note": '第一行\n"第二行" <b>'}


@pytest.fixture
def editor(db):
    builders.portal()
    return builders.person(EDITOR, username="bianji", password=make_password(PASSWORD))


def strict(user=None):
    """A browser whose forms need the right token."""
    client = Client(enforce_csrf_checks=True)
    if user:
        client.force_login(user)
    client.get(ADD if user else "/admin/login/")
    return client


def kept(response):
    """The form of a page that keeps what was written: its address and fields. Some carriers replace a 4xx."""
    assert response.status_code == 200
    [(action, values, _types)] = [form for form in forms_of(words(response)) if not form[0].endswith("/logout/")]
    return action, values


def token(client):
    return client.cookies["csrftoken"].value


def test_a_form_opened_before_signing_in_anew_is_sent_with_one_click_more(editor):
    client = strict(editor)
    action, fields = kept(client.post(ADD, {**WRITTEN, "csrfmiddlewaretoken": "a" * 64}, headers=OURS))
    assert (action, fields) == (ADD, WRITTEN)
    assert not OldAddress.objects.exists()
    client.post(action, {**fields, "csrfmiddlewaretoken": token(client)}, headers=OURS)
    assert OldAddress.objects.get().key == "1"


def test_a_form_sent_after_signing_out_is_kept_until_one_is_in_again(editor):
    client = strict()
    answer = client.post(ADD, {**WRITTEN, "csrfmiddlewaretoken": token(client)}, headers=OURS)
    assert "登录已经结束" in words(answer)
    action, fields = kept(answer)
    client.force_login(editor)
    client.post(action, {**fields, "csrfmiddlewaretoken": token(client)}, headers=OURS)
    assert OldAddress.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_what_another_site_sends_is_not_offered_to_be_sent_again(editor, headers):
    answer = strict(editor).post(ADD, WRITTEN, headers=headers)
    assert answer.status_code == 403
    assert "/post/1.html" not in words(answer)
    assert "接着保存" not in words(answer)


def test_a_password_is_not_kept(editor):
    answer = strict().post("/admin/login/", {"username": "zhu", "password": "mima-示例"}, headers=OURS)
    assert answer.status_code == 403
    assert "mima-示例" not in words(answer)
    assert "重新打开这一页" in words(answer)


def test_a_session_that_ended_meanwhile_keeps_what_was_written(editor, settings):
    client = strict(editor)
    settings.SESSION_IDLE_HOURS = -1
    answer = client.post(ADD, {**WRITTEN, "csrfmiddlewaretoken": token(client)}, headers=OURS)
    assert kept(answer) == (ADD, WRITTEN)
    assert answer["Cache-Control"] == "no-store"


# Scripts


SCRIPT = {**OURS, "X-CSRFToken": "x"}
#: What scripts of the desk ask for: a browser's own word for it, and ours.
ASKED = [
    ("post", "/admin/articles/article/check/", {"title": "写到一半的标题", "body": "<p>写到一半</p>"}),
    ("post", "/admin/articles/article/bring/", {"url": "https://example.com/1.jpg"}),
    ("post", "/admin/images/image/upload/", {}),
    ("get", "/admin/autocomplete/", {"app_label": "articles", "model_name": "article", "field_name": "cover"}),
    ("get", "/admin/pinyin/", {"name": "示例"}),
    ("get", "/admin/articles/article/picture/1/", {}),
]


def is_told(answer):
    """Words, and neither a page nor what was sent."""
    said = answer.json()
    return "登录已结束" in said["error"] and said["sign_in"].startswith("/admin/login/") and len(said) == 2


@pytest.mark.parametrize(("method", "address", "data"), ASKED)
def test_a_script_is_told_in_words_that_the_sign_in_has_ended(editor, settings, method, address, data):
    for client in (Client(), signed_in(editor)):
        settings.SESSION_IDLE_HOURS = -1
        answer = getattr(client, method)(address, data, headers=SCRIPT)
        assert answer.status_code == 200
        assert is_told(answer)


@pytest.mark.parametrize(("method", "address", "data"), ASKED)
def test_no_script_gets_a_page_of_signing_in(editor, method, address, data):
    """Nor what a page shows within itself, which says nothing of our own header."""
    for mode in ("cors", "same-origin", "no-cors"):
        answer = getattr(Client(), method)(address, data, headers={**OURS, "Sec-Fetch-Mode": mode})
        assert answer.status_code == 401
        assert is_told(answer)


def test_a_script_of_a_page_that_was_open_too_long_is_told_to_save_first(editor):
    answer = strict(editor).post(ASKED[0][1], ASKED[0][2], headers={**OURS, "Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 401
    assert "请先保存" in answer.json()["error"]


@pytest.mark.slow
def test_a_form_sent_before_the_code_is_typed_is_kept(app):
    client = after_password()
    for mode, told in (("navigate", kept), ("cors", is_told)):
        answer = client.post(ADD, WRITTEN, headers={**OURS, "Sec-Fetch-Mode": mode})
        assert told(answer) == ((ADD, WRITTEN) if told is kept else True)
    assert "登录已经结束" in words(client.post(ADD, WRITTEN, headers=OURS))
    client.post(CODE, {"code": app.code()})
    assert client.post(ADD, WRITTEN, headers=OURS).status_code == 302
    assert OldAddress.objects.exists()
