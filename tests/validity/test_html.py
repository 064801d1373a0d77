"""Every kind of page is HTML without an error: by the standard's parser, by rules of structure, by the Nu checker."""

from functools import cache

import pytest

from tests.validity import html_rules
from tests.validity.nu import FINE, NEWER, complaints, needs_java

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: What Django's own admin writes.
DJANGOS = {
    "Element “option” without attribute “label” must not be empty": "its autocomplete's empty choice",
    "The first child “option” element of a “select” element with a “required” attribute": "the same, where required",
    "must be the ID of a non-hidden form control": "the label of a hidden field, in a row that is hidden as well",
}


@pytest.fixture(scope="module")
def public(stage):
    return stage.public_pages()


@pytest.fixture(scope="module")
def desk(stage):
    return stage.desk_pages()


@cache
def parsed(page):
    return html_rules.parse(page)


def broken(pages, rule):
    """{page: [where it breaks the rule]}, of those that do."""
    found = {name: list(rule(parsed(page)[0])) for name, page in pages.items()}
    return {name: places for name, places in found.items() if places}


def test_every_kind_of_page_is_there(public, desk):
    titles = [parsed(page)[0].findtext("head/title") for page in (public | desk).values()]
    assert {title.partition(" - ")[0] for title in titles} > {
        "没有找到这个页面",
        "这篇信息已经下线",
        "“厂房”的搜索结果",
    }
    assert sum("没有权限" in title for title in titles) == 1  # the one of error 403
    assert (len(public), len(desk)) > (45, 18)


def test_no_page_has_an_error_for_the_parser(public, desk):
    assert {name: errors for name, page in (public | desk).items() if (errors := parsed(page)[1])} == {}


@pytest.mark.parametrize("rule", html_rules.PUBLIC, ids=lambda rule: rule.__name__)
def test_on_public_pages(public, rule):
    assert broken(public, rule) == {}


@pytest.mark.parametrize("rule", html_rules.EVERYWHERE, ids=lambda rule: rule.__name__)
def test_on_the_desks_pages(desk, rule):
    assert broken(desk, rule) == {}


@needs_java
class TestTheNuChecker:
    def test_has_nothing_against_public_pages(self, public, tmp_path):
        assert complaints(public, tmp_path, {**NEWER, **FINE}) == {}

    def test_has_nothing_against_the_desks_pages_but_what_is_djangos(self, desk, tmp_path):
        assert complaints(desk, tmp_path, {**NEWER, **FINE, **DJANGOS}) == {}

    def test_finds_what_is_wrong(self, tmp_path):
        """So that a checker that checks nothing is noticed."""
        page = "<!doctype html><html lang=zh-CN><title>示例</title><p id=a><p id=a><img src=x>"
        assert len(complaints({"wrong": page}, tmp_path, {})["wrong"]) >= 2
