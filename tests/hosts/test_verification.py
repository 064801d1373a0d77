"""What a host shows to search engines and WeChat to prove whose it is."""

import pytest
from django.db import DatabaseError

from hosts.models import Verification
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in, words
from tests.hosts.conftest import HERE, PORTAL, ask_for

pytestmark = pytest.mark.django_db


def test_a_file_is_served_as_text_at_the_root_of_its_host_alone(client, here):
    Verification.objects.create(city=here, name="MP_verify_AbCd1234.txt", content="AbCd1234")
    Verification.objects.create(name="baidu_verify_codeva-x.html", content="0a1b")
    response = ask_for(client, "/MP_verify_AbCd1234.txt", HERE)
    assert (response.status_code, response.content, response["Content-Type"]) == (
        200,
        b"AbCd1234",
        "text/plain; charset=utf-8",
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert ask_for(client, "/baidu_verify_codeva-x.html", PORTAL).status_code == 200
    for address, host in (
        ("/MP_verify_AbCd1234.txt", PORTAL),
        ("/mp_verify_abcd1234.txt", HERE),
        ("/x/MP_verify_AbCd1234.txt", HERE),
        ("/MP_verify_AbCd1234.txt/", HERE),
        ("/baidu_verify_codeva-x.html", HERE),
    ):
        assert ask_for(client, address, host).status_code == 404


def test_a_new_file_is_there_at_once(client, here):
    assert ask_for(client, "/WW_verify_1.txt", HERE).status_code == 404
    Verification.objects.create(city=here, name="WW_verify_1.txt", content="1")
    assert ask_for(client, "/WW_verify_1.txt", HERE).status_code == 200


@pytest.mark.slow
def test_tags_stand_in_the_head_of_their_hosts_home(client, here):
    Verification.objects.create(city=here, kind="tag", name="baidu-site-verification", content="codeva-x")
    tag = '<meta name="baidu-site-verification" content="codeva-x">'
    assert tag in words(ask_for(client, "/", HERE)).split("</head>")[0]
    assert tag not in words(ask_for(client, "/", PORTAL))
    assert tag not in words(ask_for(client, "/news/", HERE))


@pytest.fixture
def administrator(here):
    return signed_in(builders.person(is_superuser=True))


ADD = "/admin/hosts/verification/add/"


def test_a_whole_tag_may_be_pasted(administrator):
    pasted = '<meta name="360-site-verification" content="0a1b2c" />'
    administrator.post(ADD, {"kind": "tag", "name": "", "content": pasted})
    assert Verification.objects.values_list("name", "content").get() == ("360-site-verification", "0a1b2c")


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("file", "robots.txt", "x"),
        ("file", "../x.txt", "x"),
        ("file", "a/b.txt", "x"),
        ("file", "verify.php", "x"),
        ("file", "verify.html", "<script>alert(1)</script>"),
        ("tag", "robots", "noindex"),
        ("tag", "baidu-site-verification", '"><script>'),
        ("tag", 'x"verification', "x"),
    ],
)
def test_what_is_no_code_is_refused(administrator, kind, name, content):
    assert administrator.post(ADD, {"kind": kind, "name": name, "content": content}).status_code == 200
    assert not Verification.objects.exists()


def test_the_database_takes_no_markup_either(here):
    with pytest.raises(DatabaseError):
        Verification.objects.create(name="verify.html", content="<b>")


def test_only_the_administrator_keeps_verifications(here):
    assert signed_in(builders.person(EDITOR)).get(ADD).status_code == 403
