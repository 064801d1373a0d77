"""A story beside the old page as it looked: with its layout and pictures, and nothing that runs or fetches."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.models import MovedStory
from moving.old_page import _Showing, shown
from moving.source import Visibility
from staff.roles import EDITOR, WRITER
from tests import builders
from tests.desk import signed_in, words
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db

HOSTILE = """
<script>alert(1)</script><style>p{background:url(https://evil.example/a)}</style><p onclick="x()">甲</p>
<img src="https://evil.example/a.gif" onerror="x()"><img src="javascript:x()"><img src="file:///etc/passwd">
<p style="background:url(https://evil.example/b);text-align:center;position:fixed">乙</p>
<iframe src="https://evil.example/c"></iframe><object data="https://evil.example/d"></object>
<svg><a xlink:href="javascript:x()">丙</a></svg><link rel="stylesheet" href="https://evil.example/e.css">
<form action="https://evil.example/f"><input name="q"></form><meta http-equiv="refresh" content="0;url=//evil.example">
<a href="javascript:x()">丁</a><base href="https://evil.example/">
"""


@pytest.fixture
def page(source, move):
    """page(markup): what is shown of a story with that body."""

    def page(markup, **fields):
        source.story(1, body=markup, **fields)
        move()
        return shown(MovedStory.objects.select_related("site", "original").get(), "/post/1.html")

    return page


def test_layout_and_pictures_of_the_old_page_are_there(source, page):
    source.files.content[f"{UPLOADS}a.jpg"] = picture()
    markup = page(
        f'<h1>大标题</h1><p style="text-align: center; color: red"><img src="/{UPLOADS}a.jpg" width="300"></p>'
        f'<table border="1"><tr><td bgcolor="#eee">面积</td></tr></table><p><img src="/{UPLOADS}gone.jpg"></p>'
    )
    assert "<h1>大标题</h1>" in markup
    assert re.search(r'<p style="text-align:\s?center;\s?color:\s?red;?">', markup)
    assert re.search(r'<img src="/media/images/[^"]+" alt="" width="300">', markup)
    assert '<td bgcolor="#eee">' in markup
    assert "〔图片没有迁入：/zb_users/upload/gone.jpg〕" in markup


def test_nothing_of_it_runs_or_is_fetched_elsewhere(page):
    markup = page(HOSTILE)
    assert not re.search(r"<(?:script|style|iframe|object|embed|svg|link|form|input|meta|base)\b|\son\w+=", markup)
    assert not re.search(r"""(?:src|href|data|action|style)="[^"]*(?:evil|javascript|file:|url\()""", markup)
    assert "position" not in markup
    assert "外站图片，这里不打开：https://evil.example/a.gif" in markup


@pytest.mark.slow
@given(st.text("<img src=\"a>/'=:; onerrorjvscipt:dt,base64", max_size=80))
def test_no_markup_of_any_spelling_names_another_address(typed):
    showing = _Showing.__new__(_Showing)
    showing._address = lambda source: ""
    showing.book = type("Book", (), {"place": lambda self, href, page: type("Place", (), {"url": ""})()})()
    showing.page = "/"
    for tag in ("img", "iframe"):
        made = showing.replaced(tag, {"src": typed, "alt": typed})
        assert re.fullmatch(r'<span class="lost">[^<>"]*</span>', made)


@pytest.mark.slow
def test_the_page_has_a_policy_of_its_own_and_is_for_editors_of_the_city(page, site):
    page("<p>正文。</p>", visibility=Visibility.PUBLIC)
    article = MovedStory.objects.get().article
    address = f"/admin/moving/oldsite/original/{article.pk}/page/"
    answer = signed_in(builders.person(EDITOR, site.city)).get(address)
    assert "<p>正文。</p>" in words(answer)
    assert "<h1>旧文章 1</h1>" in words(answer)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "img-src 'self' data:" in policy
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("SAMEORIGIN", "no-store")
    for stranger in (builders.person(EDITOR, builders.city()), builders.person(WRITER, site.city)):
        assert signed_in(stranger).get(address).status_code in {403, 404}
