"""Where Z-BlogPHP showed its posts and lists, in each of its presets; what is expected was seen on a running one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.zblog.addresses import ListOf, Post, Rules, as_asked_for, list_addresses, other_addresses, own_address
from moving.zblog.reader import open_site
from tests.moving.zblog_files import OldSite

ZONE = ListOf("10", "东山高新区", "zone-1")
UNNAMED = ListOf("11", "东山食品产业园")
EDITOR = ListOf("2", "editor1", "小编")
PRESETS = {
    "query": Rules(),
    "index": Rules(
        article="index.php/post/{%id%}.html",
        page="index.php/{%id%}.html",
        category="index.php/category-{%id%}_{%page%}.html",
        author="index.php/author-{%id%}_{%page%}.html",
    ),
    "alias": Rules(
        article="post/{%alias%}.html",
        page="{%alias%}.html",
        category="category-{%alias%}_{%page%}.html",
        author="author/{%id%}/{%page%}/",
    ),
    "ymd": Rules(
        article="{%year%}/{%month%}/{%id%}/",
        page="{%alias%}/",
        category="category/{%alias%}/{%page%}/",
        author="author/{%alias%}/{%page%}/",
    ),
    "cat": Rules(article="{%category%}/{%alias%}/", page="{%alias%}/", category="category/{%id%}/{%page%}/"),
}


def post(**values):
    values = {"id": "129", "title": "标题", "alias": "", "is_page": False, "category": ZONE, "author": EDITOR, **values}
    return Post(shown_at=datetime(2020, 9, 16, tzinfo=UTC), **values)


@pytest.mark.parametrize(
    ("preset", "article", "page", "first", "second"),
    [
        ("query", "/?id=129", "/?id=129", "/?cate=10", "/?cate=10&page=2"),
        (
            "index",
            "/index.php/post/129.html",
            "/index.php/129.html",
            "/index.php/category-10.html",
            "/index.php/category-10_2.html",
        ),
        ("alias", "/post/park-a.html", "/park-a.html", "/category-zone-1.html", "/category-zone-1_2.html"),
        ("ymd", "/2020/09/129/", "/park-a/", "/category/zone-1/", "/category/zone-1/2/"),
        ("cat", "/zone-1/park-a/", "/park-a/", "/category/10/", "/category/10/2/"),
    ],
)
def test_each_preset_makes_its_addresses(preset, article, page, first, second):
    rules = PRESETS[preset]
    assert own_address(rules, post(alias="park-a")) == article
    assert own_address(rules, post(alias="park-a", is_page=True)) == page
    assert list_addresses(rules, "category", ZONE)[0] == first
    assert second in list_addresses(rules, "category", ZONE, pages=2)


def test_without_an_alias_it_is_the_stored_title_escaped_and_without_tags():
    rules = PRESETS["alias"]
    assert own_address(rules, post(title="R&amp;D")) == "/post/R%26amp%3BD.html"
    assert own_address(rules, post(title="未转义 <b>标题</b> &")) == f"/post/{as_asked_for('未转义 标题 ')}%26.html"
    assert own_address(Rules(article="post/{%alias%}.html", number_for_title=True), post()) == "/post/129.html"
    assert own_address(rules, post(title="")) == "/post/.html"


def test_aliases_are_asked_for_as_a_browser_does():
    rules = PRESETS["alias"]
    assert own_address(rules, post(alias="news/155.x")) == "/post/news/155.x.html"
    assert own_address(rules, post(alias="园区 7")) == "/post/%E5%9B%AD%E5%8C%BA%207.html"
    assert own_address(rules, post(alias="a#b?c%d%20")) == "/post/a%23b%3Fc%25d%20.html"


def test_other_forms_are_by_number_and_by_alias_or_title():
    assert other_addresses(Rules(), post(alias="park-a")) == ["/?id=129", "/?alias=park-a"]
    assert other_addresses(Rules(), post(title="R&amp;D")) == ["/?id=129", "/?alias=R%26amp%3BD"]


@pytest.mark.parametrize(
    ("preset", "kind", "one", "asked"),
    [
        ("query", "category", ZONE, ["/?cate=10"]),
        ("alias", "category", ZONE, ["/?cate=zone-1", "/?cate=%E4%B8%9C%E5%B1%B1%E9%AB%98%E6%96%B0%E5%8C%BA"]),
        ("alias", "category", UNNAMED, ["/?cate=%E4%B8%9C%E5%B1%B1%E9%A3%9F%E5%93%81%E4%BA%A7%E4%B8%9A%E5%9B%AD"]),
        ("alias", "author", EDITOR, ["/?auth=2"]),
        ("cat", "category", ZONE, ["/?cate=10"]),
    ],
)
def test_the_query_takes_what_the_rule_takes(preset, kind, one, asked):
    assert [each for each in list_addresses(PRESETS[preset], kind, one) if "?" in each] == asked


def test_a_category_is_listed_under_its_name_too():
    listed = list_addresses(PRESETS["alias"], "category", ZONE, pages=2)
    assert listed[:2] == ["/category-zone-1.html", "/category-%E4%B8%9C%E5%B1%B1%E9%AB%98%E6%96%B0%E5%8C%BA.html"]
    assert len(listed) == len({*listed}) == 8


def test_rules_come_from_the_settings_and_old_ones_are_understood():
    rules = Rules.of(
        {"ZC_CATEGORY_REGEX": "{%host%}?{cate=%id%}{&page=%page%}", "ZC_ALIAS_BACK_ATTR": "ID", "ZC_PAGE_REGEX": 7},
        "/blog",
    )
    assert list_addresses(rules, "category", ZONE, 2)[:2] == ["/blog/?cate=10", "/blog/?cate=10&page=2"]
    assert (rules.back, rules.page) == ("ID", Rules().page)


@pytest.mark.slow
@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from([*PRESETS]))
def test_any_title_and_alias_make_an_address_of_plain_characters(title, alias, preset):
    address = own_address(
        PRESETS[preset],
        post(title=title.encode("utf-8", "replace").decode(), alias=alias.encode("utf-8", "replace").decode()),
    )
    assert address.startswith("/")
    assert address.isascii()
    assert not {*' #<>"\n'} & {*address}


def test_a_tag_answers_by_the_name_that_people_see_as_well(tmp_path):
    old = OldSite()
    old.add("tag", Name="R&amp;D")
    [tag] = [name for name in open_site(old.sqlite(tmp_path / "a.db")).names() if name.name == "R&D"]
    assert tag.addresses[0] == "/tags-R%26amp%3BD.html"
    assert {"/tags-R%26D.html", "/?tags=R%26D"} <= {*tag.addresses}
