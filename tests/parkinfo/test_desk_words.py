"""What Django's own parts say at the desk: sentences that an editor would write, and never English or figures."""

import ast
import gettext
import re
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.test import Client
from django.urls import reverse
from lxml import html

from staff.models import SignInEvent
from tests import builders
from tests.desk import signed_in, words
from tests.rows import ROWS

CATALOGUE = Path(settings.BASE_DIR) / "parkinfo/locale/zh_Hans/LC_MESSAGES"
#: What Django's catalogue says as a machine would.
STIFF = re.compile(
    "增加 |添加另一个|选择 .+ 来|成功(?:添加|修改|删除)|个被选|选择此对象|此对象没有|ID 为|管理站点|超级用户|LDAP"
    r"|argon2|ManagementForm|: #\d"
)


def entries(catalogue):
    """{msgid: translation} of a compiled catalogue without its header."""
    with catalogue.open("rb") as file:
        messages = gettext.GNUTranslations(file)._catalog
    return {key[0] if isinstance(key, tuple) else key: said for key, said in messages.items() if key}


def test_the_compiled_catalogue_says_what_its_source_says():
    source = (CATALOGUE / "django.po").read_text("utf-8")
    written = re.findall(r'^msgid (".+")\n(?:msgid_plural .+\n)?msgstr(?:\[0\])? (".+")$', source, re.M)
    assert {ast.literal_eval(key): ast.literal_eval(said) for key, said in written} == entries(CATALOGUE / "django.mo")


@pytest.mark.slow
def test_every_sentence_replaced_is_still_one_of_djangos():
    known = set()
    for catalogue in Path(django.__path__[0]).glob("**/locale/zh_Hans/LC_MESSAGES/django.mo"):
        known |= entries(catalogue).keys()
    assert entries(CATALOGUE / "django.mo").keys() <= known


def seen(response):
    """All that the page says, what only a screen reader or a pointer gets included."""
    page = html.fromstring(response.content.decode())
    for unseen in page.xpath("//script | //style"):
        unseen.drop_tree()
    spoken = [value for name in ("title", "aria-label", "value", "placeholder") for value in page.xpath(f"//@{name}")]
    return "\n".join([page.text_content(), *spoken])


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("label", ROWS)
def test_no_page_of_the_desk_speaks_as_a_machine(label):
    owner = builders.person(is_superuser=True)
    row = ROWS[label](builders.city())
    name = f"admin:{label.lower().replace('.', '_')}"
    pages = [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    pages += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    pages.append(reverse(f"{name}_change", args=[99_999_999]))
    client = signed_in(owner)
    for page in pages:
        assert not STIFF.search(seen(client.get(page, follow=True))), page


@pytest.mark.django_db
def test_saving_says_what_was_saved_and_a_missing_row_that_it_is_not_there():
    desk = signed_in(builders.person(is_superuser=True))
    saved = desk.post("/admin/zones/industry/add/", {"name": "氢能", "order": "1"}, follow=True)
    assert "已新建产业“" in words(saved)
    assert "没有找到这条产业（编号 999999）" in words(desk.get("/admin/zones/industry/999999/change/", follow=True))


@pytest.mark.slow
@pytest.mark.django_db
def test_a_persons_page_says_whether_there_is_a_password_and_not_how_it_is_kept():
    person = builders.person()
    desk, page = signed_in(builders.person(is_superuser=True)), f"/admin/staff/user/{person.pk}/"
    assert "还没有密码，不能登录" in words(desk.get(f"{page}change/"))
    form = words(desk.get(f"{page}password/"))
    assert "LDAP" not in form
    assert "usable_password" not in form
    secret = "chang-mima-2026"
    desk.post(f"{page}password/", {"password1": secret, "password2": secret, "set-password": "1"})
    person.refresh_from_db()
    assert person.check_password(secret)
    assert "密码已设置" in words(desk.get(f"{page}change/"))


WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
WECOM = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) wxwork/4.1 MicroMessenger/7.0"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("agent", "name"), [(WINDOWS, "Windows · Chrome"), (WECOM, "iPhone · 企业微信"), ("curl/8.0", "其他设备")]
)
def test_the_record_of_signing_in_names_browsers_as_people_do_and_keeps_what_they_said(agent, name):
    SignInEvent.objects.create(kind=SignInEvent.Kind.SIGNED_IN, user_agent=agent, path="/admin/")
    client = Client()
    client.force_login(builders.person(is_superuser=True))
    assert f'<span title="{agent}">{name}</span>' in words(client.get("/admin/staff/signinevent/"))


def test_no_form_shows_the_name_of_a_constraint():
    """Django names one that was broken to whoever fills in a form, where nobody has written what it means."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            assert constraint.name not in constraint.get_violation_error_message(), f"{model}: {constraint.name}"


def test_bounds_of_numbers_are_said_as_people_say_them():
    for validate, value, sentence in ((MaxValueValidator(250), 251, "最大 250"), (MinValueValidator(3), 1, "最小 3")):
        with pytest.raises(ValidationError) as refused:
            validate(value)
        assert refused.value.messages[0].startswith(sentence)
