"""Every way in which the old site's program could be set to write addresses: each leads on in one hop."""

import pytest

from addresses import zblog
from addresses.models import MissingAddress, OldAddress
from articles.models import Tag
from tests import builders
from tests.addresses.conftest import HOST, ask, leads_to

#: What stands in the table of an old site: the key of a row by what it leads to.
ROWS = {
    "story": [("post", "88"), ("post", "park-opens"), ("post", "R&amp;D中心&#039;s园区".lower())],
    "second": [("post", "news/155.x"), ("post", "园区开园 — 招商引资大会！")],
    "page": [("post", "303"), ("post", "us"), ("post", "入驻流程")],
    "zone": [("category", "10"), ("category", "zone-1"), ("category", "news/signing"), ("category", "东山食品产业园")],
    "section": [("category", "park_2"), ("category", "park")],
    "tag": [("tag", "1"), ("tag", "招商引资"), ("tag", "厂房/仓库"), ("tag", "2024"), ("tag", "r&d")],
}

#: What leads to each, by the presets and by people's mistakes in copying.
ADDRESSES = {
    "story": """
        /?id=88  /index.php?id=88  /?id=0088  /?ID=88  /?from=timeline&id=88&isappinstalled=0  /?alias=park-opens
        /index.php/post/88.html  /post/88.html  /post/88  /post/88/  /index.php/post/88.html/  /INDEX.PHP/POST/88.HTML
        /index.php//post/88.html  //post/88.html  /post/0088.html  /post/88.html&cmt_page=2  /post/88.html?from=timeline
        /post/park-opens.html  /post/PARK-OPENS.html  /index.php/post/park-opens.html
        /post/R%26amp%3BD%E4%B8%AD%E5%BF%83%26%23039%3Bs%E5%9B%AD%E5%8C%BA.html
        /2020/09/88/  /2020/09/88  /2020/9/88/  /index.php/2020/09/88.html
        /zone-1/park-opens/  /zone-1/park-opens  /news/signing/park-opens/  /park-opens.html
        """,
    "second": """
        /post/news/155.x.html  /index.php/post/news/155.x.html  /zone-1/news/155.x/  /?alias=news/155.x
        /post/%E5%9B%AD%E5%8C%BA%E5%BC%80%E5%9B%AD%20%E2%80%94%20%E6%8B%9B%E5%95%86%E5%BC%95%E8%B5%84%E5%A4%A7%E4%BC%9A%EF%BC%81.html
        /post/%25E5%259B%25AD%25E5%258C%25BA%25E5%25BC%2580%25E5%259B%25AD%2520%25E2%2580%2594%2520%25E6%258B%259B%25E5%2595%2586%25E5%25BC%2595%25E8%25B5%2584%25E5%25A4%25A7%25E4%25BC%259A%25EF%25BC%2581.html
        /post/%D4%B0%C7%F8%BF%AA%D4%B0%20%A1%AA%20%D5%D0%C9%CC%D2%FD%D7%CA%B4%F3%BB%E1%A3%A1.html
        """,
    "page": """
        /?id=303  /303.html  /index.php/303.html  /post/303.html  /us.html  /us/  /us  /index.php/us.html
        /%E5%85%A5%E9%A9%BB%E6%B5%81%E7%A8%8B.html  /%C8%EB%D7%A4%C1%F7%B3%CC.html
        """,
    "zone": """
        /?cate=10  /?page=2&cate=10  /index.php/category-10.html  /index.php/category-10_2.html  /category-10_2.html
        /category/10/2/  /?cate=zone-1  /category-zone-1.html  /category-zone-1_2.html  /category/zone-1/
        /category/zone-1/2/  /category/zone-1/page/3/  /category-news/signing.html  /category-news/signing_2.html
        /category/news/signing/  /category/news/signing/2/  /index.php/category/news/signing/
        /category-%E4%B8%9C%E5%B1%B1%E9%A3%9F%E5%93%81%E4%BA%A7%E4%B8%9A%E5%9B%AD.html
        /?cate=%B6%AB%C9%BD%CA%B3%C6%B7%B2%FA%D2%B5%D4%B0
        """,
    "section": "/category-park.html  /category-park_2.html  /category-park_3.html  /category/park_2/  /?cate=park_2",
    "tag": """
        /?tags=1  /index.php?tags=1&page=2  /tags-1_2.html  /index.php/tags-1.html  /tags-2024.html
        /?tags=%E6%8B%9B%E5%95%86%E5%BC%95%E8%B5%84  /index.php?tags=%E6%8B%9B%E5%95%86%E5%BC%95%E8%B5%84
        /?tags=%D5%D0%C9%CC%D2%FD%D7%CA  /tags-%D5%D0%C9%CC%D2%FD%D7%CA_2.html
        /tags/%E6%8B%9B%E5%95%86%E5%BC%95%E8%B5%84/  /tags/%E6%8B%9B%E5%95%86%E5%BC%95%E8%B5%84/2/
        /tags-%E5%8E%82%E6%88%BF%2F%E4%BB%93%E5%BA%93.html  /tags-R%26D.html  /tag/2024/
        """,
}
CASES = [(address, thing) for thing, addresses in ADDRESSES.items() for address in addresses.split()]


@pytest.fixture
def old_site(city):
    """{what the old site had: where it is on ours}"""
    zone, tag = builders.zone(city=city, slug="gaoxin"), Tag.objects.create(name="招商", slug="zhaoshang")
    stories = [builders.article(city=city) for _ in range(3)]
    targets = {"zone": zone, "tag": tag, "section": builders.section()}
    targets |= dict(zip(("story", "second", "page"), stories, strict=True))
    for thing, keys in ROWS.items():
        field = thing if thing in {"zone", "tag", "section"} else "article"
        for kind, key in keys:
            OldAddress.objects.create(host=HOST, kind=kind, key=key, **{field: targets[thing]})
    return {thing: f"http://{HOST}{target.get_absolute_url()}" for thing, target in targets.items()}


@pytest.mark.slow
def test_every_preset_and_every_spelling_is_one_hop(client, old_site):
    wrong = [
        (address, response.status_code, response.get("Location"))
        for address, thing in CASES
        if (response := ask(client, address)).get("Location") != old_site[thing] or response.status_code != 301
    ]
    assert wrong == []
    assert not MissingAddress.objects.exists()


def test_a_post_that_is_called_like_a_month_comes_before_the_month(client, city):
    assert leads_to(ask(client, "/post/2020-9.html"), f"http://{HOST}/news/archive/")
    article = builders.article(city=city)
    OldAddress.objects.create(host=HOST, kind="post", key="2020-9", article=article)
    assert leads_to(ask(client, "/post/2020-9.html"), f"http://{HOST}/news/{article.pk}/")
    assert leads_to(ask(client, "/date/2020-9/2/"), f"http://{HOST}/news/archive/")


@pytest.mark.slow
def test_what_is_registered_as_a_path_comes_before_what_it_may_mean(client, city):
    """Where aliases are numbers, /post/123.html is another post than /?id=123."""
    by_number, by_alias = builders.article(city=city), builders.article(city=city)
    OldAddress.objects.create(host=HOST, kind="post", key="123", article=by_number)
    OldAddress.objects.create(host=HOST, kind="path", key="/post/123.html", article=by_alias)
    for address in ("/post/123.html", "/index.php/post/123.html", "/?alias=123"):
        assert leads_to(ask(client, address), f"http://{HOST}/news/{by_alias.pk}/")
    assert leads_to(ask(client, "/?id=123"), f"http://{HOST}/news/{by_number.pk}/")


@pytest.mark.parametrize(
    "address",
    ["/?id=park-opens", "/?alias=x", "/?tags=x", "/?cate=x", "/?auth=editor", "/?p=1", "/?cat=1", "/?date=2020"],
)
def test_a_link_to_our_home_with_a_query_of_others_is_our_home(client, city, address):
    assert ask(client, address).status_code == 200
    assert not MissingAddress.objects.exists()


def test_the_old_front_page_with_a_query_of_others_is_our_home(client, city):
    for address in ("/index.php?tags=x", "/index.php?p=7", "/index.php?alias=" + "x" * 400):
        assert leads_to(ask(client, address), f"http://{HOST}/")


def test_the_old_search_form_is_our_search_in_both_charsets(client, city):
    found = f"http://{HOST}/search/?q=%E4%BA%91%E8%AE%A1%E7%AE%97"
    for query in ("q=%E4%BA%91%E8%AE%A1%E7%AE%97", "q=%D4%C6%BC%C6%CB%E3"):
        for form in ("/search.php?", "/zb_system/cmd.php?act=search&", "/zb_system/cmd.php?"):
            assert leads_to(ask(client, form + query), found)
    assert ask(client, "/zb_system/cmd.php?act=verify&q=x").status_code == 404


def test_lists_of_authors_and_of_pages_lead_to_the_news(client, city):
    for address in ("/author/2/", "/author/%E5%B0%8F%E7%BC%96/2/", "/page/1/", "/page/9/", "/page_9/"):
        assert leads_to(ask(client, address), f"http://{HOST}/news/")


@pytest.mark.slow
def test_below_our_own_folders_no_alias_is_looked_for(client, city):
    for alias in ("gone", "12", "about"):
        OldAddress.objects.create(host=HOST, kind="post", key=alias, article=builders.article(city=city))
    for address in ("/zones/shicheng/gone/", "/zones/shicheng/gone", "/news/99999912/"):
        assert ask(client, address).status_code in {404, 301}
        assert "/news/" not in ask(client, address).get("Location", "")
    assert ask(client, "/about")["Location"].endswith("/about/")


@pytest.mark.slow
def test_another_programs_number_tells_its_addresses_apart(client, city):
    first, second = builders.article(city=city), builders.article(city=city)
    keys = {"/?p=12": first, "/?p=13": second, "/plus/view.php?aid=5": first, "/plus/view.php?aid=6": second}
    for key, article in keys.items():
        OldAddress.objects.create(host=HOST, kind="path", key=key, article=article)
    OldAddress.objects.create(host=HOST, kind="path", key="/archives/12", article=first)
    for key, article in keys.items():
        assert leads_to(ask(client, f"{key}&utm_source=x"), f"http://{HOST}/news/{article.pk}/")
    for address in ("/index.php?p=12", "/archives/12/", "/index.php/archives/12/"):
        assert leads_to(ask(client, address), f"http://{HOST}/news/{first.pk}/")
    assert ask(client, "/plus/view.php?aid=7").status_code == 404


@pytest.mark.parametrize(
    ("path", "query", "address"),
    [
        ("/post/news/155.x.html", {}, ("post", "news/155.x", 1)),
        ("/category-a/b_2.html", {}, ("category", "a/b", 2)),
        ("/category/a/b/2/", {}, ("category", "a/b", 2)),
        ("/tags/x/2/", {}, ("tag", "x", 2)),
        ("/date/2020-09/", {}, ("date", "2020-9", 1)),
        ("/page/2/", {}, ("page", "2", 2)),
        ("/2020/09/129/", {}, ("post", "129", 1)),
        ("/", {"alias": "A/b"}, ("post", "a/b", 1)),
        ("/", {"cate": "zone-1", "page": "3"}, ("category", "zone-1", 3)),
        ("/", {"p": "012"}, ("path", "/?p=12", 1)),
        ("/show.php", {"aid": "5", "tid": "2"}, ("path", "/show.php?aid=5", 1)),
        ("/303.html", {}, ("path", "/303.html", 1)),
        ("/zone-1/park/", {}, ("path", "/zone-1/park", 1)),
        ("/post/%D5%D0%C9%CC.html", {}, ("post", "招商", 1)),
        ("/post/%25E6%258B%259B.html", {}, ("post", "招", 1)),
        ("/post/增长4.3%.html", {}, ("post", "增长4.3%", 1)),
        ("/怎么办?.html", {}, ("path", "/怎么办%3f.html", 1)),
        ("/post/怎么办?.html", {}, ("post", "怎么办?", 1)),
        ("/post/.html", {}, ("post", ".html", 1)),
        ("/post/a\x00b.html", {}, None),
        ("/post/a%00b.html", {}, None),
        ("/post/%" + "25" * 9 + "41.html", {}, None),
        ("no/slash", {}, None),
    ],
)
def test_what_an_address_most_likely_is(path, query, address):
    assert zblog.parse(path, query) == address
