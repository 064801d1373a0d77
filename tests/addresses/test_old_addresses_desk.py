"""Old addresses at the desk: adding one, dealing with what is missed, importing a whole table."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from addresses.jobs import forget_missing
from addresses.models import MissingAddress, OldAddress
from articles.models import Article, Tag
from staff.roles import EDITOR
from tests import builders, rows
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db

OLD, MISSES = "/admin/addresses/oldaddress/", "/admin/addresses/missingaddress/"


@pytest.fixture
def city():
    builders.portal(host="park.example")
    return builders.city(name="示例城", slug="shicheng", host="city.example")


@pytest.fixture
def desk(city):
    """An editor of the whole network."""
    return signed_in(builders.person(EDITOR))


def missed(key="/zones/gaoxin", kind="path", **fields):
    return MissingAddress.objects.create(**{"host": "city.example", "kind": kind, "key": key, **fields})


def test_an_editor_adds_an_old_address_by_pasting_it(desk, city):
    article = builders.article(city=city)
    response = desk.post(f"{OLD}add/", {"old": "HTTPS://City.example/?id=6108&utm_source=x", "article": article.pk})
    assert response.status_code == 302
    old = OldAddress.objects.get()
    assert (old.host, old.kind, old.key, old.target) == ("city.example", "post", "6108", article)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "kept", "left_out"),
    [
        ("/index.php?m=content&id=77", "/post/77.html", "m=content"),
        ("/show.php?news=5&utm_source=x", "/show.php", "news=5"),
    ],
)
def test_what_of_an_old_address_counts_for_nothing_is_said(desk, old, kept, left_out):
    shown = words(desk.post(f"{OLD}add/", {"old": old, "gone": "on"}, follow=True))
    assert f"网址里的 {left_out.replace('&', '&amp;')} 不算：登记的是 {kept}" in shown
    other = old.replace("content", "product").replace("news=5", "news=6")
    refused = words(desk.post(f"{OLD}add/", {"old": other, "path": "/about/"}))
    assert f"不算，它和 {kept} 是同一条" in refused


@pytest.mark.parametrize("old", ["/?id=77", "/post/77.html", "/index.php?id=77&page=2", "/?id=77&utm_source=x"])
def test_of_the_old_sites_own_forms_all_counts(desk, old):
    assert "不算" not in words(desk.post(f"{OLD}add/", {"old": old, "gone": "on"}, follow=True))


@pytest.mark.parametrize(
    ("old", "target"),
    [
        ("https://evil.example/post/1.html", {"gone": "on"}),
        ("//evil.example/post/1.html", {"gone": "on"}),
        ("/feed.php", {"gone": "on"}),
        ("/", {"gone": "on"}),
        ("http://[broken", {"gone": "on"}),
        ("/post/1.html", {}),
        ("/post/1.html", {"gone": "on", "path": "/about/"}),
        ("/post/1.html", {"path": "//evil.example/"}),
        ("/post/1.html", {"path": "https://evil.example/"}),
        ("/post/1.html", {"path": "/no/such/page/"}),
        ("/zones/x/", {"path": "/zones/X/"}),
        ("/zones/x/", {"path": "/zones/taken/"}),
        ("/zones/end/", {"path": "/about/"}),
        ("/zones/taken/", {"path": "/about/"}),
    ],
)
def test_no_loop_no_chain_and_no_way_off_the_site_can_be_added(desk, old, target):
    OldAddress.objects.create(kind="path", key="/zones/taken", path="/zones/end/")
    assert desk.post(f"{OLD}add/", {"old": old, **target}).status_code == 200
    assert OldAddress.objects.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "old",
    ["/admin/", "/admin", "https://city.example/ADMIN/", "/admin/leads/lead/", "/static/a.css", "/media/a.webp",
     "/news", "/news/", "/feed.xml", "/healthz/live", "/tags/", "/tags/储能/", "/zones/shicheng",
     "/zones/shicheng/yuan/", "/news/{article}/", "/news/{article}/qr.png"],
)  # fmt: skip
def test_a_page_of_ours_is_no_old_address_in_the_form_or_a_table(desk, city, tmp_path, old):
    builders.zone(city=city, slug="yuan")
    old = old.format(article=builders.article(["储能"]).pk)
    assert "这是本站现在的页面" in words(desk.post(f"{OLD}add/", {"old": old, "path": "/about/"}))
    table = tmp_path / "old.csv"
    table.write_text(f"old,new\n{old},/about/\n", encoding="utf-8")
    with pytest.raises(CommandError, match="这是本站现在的页面"):
        call_command("import_addresses", str(table))
    assert not OldAddress.objects.exists()


@pytest.mark.parametrize("old", ["/zones/other/", "/zones/shicheng/other/", "/tags/旧/", "/news/99999999/", "/x.html"])
def test_what_is_no_page_of_ours_any_more_may_be_an_old_address(desk, city, old):
    assert desk.post(f"{OLD}add/", {"old": old, "gone": "on"}).status_code == 302


def test_a_path_without_its_slash_is_asked_for_it(desk):
    page = words(desk.post(f"{OLD}add/", {"old": "waice/中文 空格.asp?ID=7", "gone": "on"}))
    assert "不写域名的地址要以 / 开头" in page


@pytest.mark.slow
def test_two_targets_are_one_too_many(desk, city):
    article = builders.article(city=city)
    data = {"old": "/post/1.html", "article": article.pk, "city": city.pk}
    assert desk.post(f"{OLD}add/", data).status_code == 200
    assert not OldAddress.objects.exists()


def test_an_old_address_is_changed_where_it_stands(desk):
    old = OldAddress.objects.create(host="city.example", kind="post", key="1", path="/about/")
    assert "city.example/post/1.html" in words(desk.get(f"{OLD}{old.pk}/change/"))
    desk.post(f"{OLD}{old.pk}/change/", {"old": str(old), "gone": "on"})
    old.refresh_from_db()
    assert (old.host, old.kind, old.key, old.target) == ("city.example", "post", "1", None)


def test_a_row_that_would_be_read_as_something_else_now_stays_what_it_is(desk):
    old = OldAddress.objects.create(host="city.example", kind="path", key="/post/123.html", path="/about/")
    desk.post(f"{OLD}{old.pk}/change/", {"old": str(old), "path": "/contact/"})
    old.refresh_from_db()
    assert (old.kind, old.key, old.path) == ("path", "/post/123.html", "/contact/")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "kind", "key"),
    [
        ("/?tags=招商引资", "tag", "招商引资"),
        ("/?cate=zone-1", "category", "zone-1"),
        ("city.example/?alias=park-opens", "post", "park-opens"),
        ("/?p=12", "path", "/?p=12"),
        ("/index.php/archives/12/", "path", "/index.php/archives/12"),
        ("/show.php?aid=5&utm_source=x", "path", "/show.php?aid=5"),
        ("/post/R&amp;D中心&#039;s园区.html", "post", "r&amp;d中心&#039;s园区"),
        ("/post/%D5%D0%C9%CC.html", "post", "招商"),
        ("/?tags=%D5%D0%C9%CC", "tag", "招商"),
        ("/303.html", "path", "/303.html"),
        ("/2020/09/129/", "post", "129"),
        ("/category/a/b/2/", "category", "a/b"),
        ("/tags/旧/", "tag", "旧"),
    ],
)
def test_every_form_may_be_registered_and_is_the_same_when_it_is_opened_again(desk, old, kind, key):
    response = desk.post(f"{OLD}add/", {"old": old, "path": "/about/"}, follow=True)
    assert "不算" not in words(response)
    row = OldAddress.objects.get()
    assert (row.kind, row.key) == (kind, key)
    desk.post(f"{OLD}{row.pk}/change/", {"old": f"http://city.example{row.spelling}", "gone": "on"})
    row.refresh_from_db()
    assert (row.host, row.kind, row.key, row.target) == ("city.example", kind, key, None)


@pytest.mark.slow
def test_the_editor_of_one_city_looks_and_changes_nothing(city):
    client = signed_in(builders.person(EDITOR, city))
    missed()
    assert client.get(OLD).status_code == 200
    assert client.get(f"{OLD}add/").status_code == 403
    assert "转到" not in words(client.get(MISSES)).split("<tbody>")[1]
    assert client.post(f"{MISSES}{MissingAddress.objects.get().pk}/redirect/").status_code == 403


def test_an_old_address_that_leads_to_a_city_is_not_that_citys(city):
    """Else who edits one city could turn it into any other address, of any host."""
    client = signed_in(builders.person(EDITOR, city))
    old = OldAddress.objects.create(host="", kind="path", key="/old", city=city)
    assert client.post(f"{OLD}{old.pk}/change/", {"old": "/news/", "gone": "on"}).status_code == 403
    assert client.post(f"{OLD}{old.pk}/delete/", {"post": "yes"}).status_code == 403
    old.refresh_from_db()
    assert (old.key, old.target) == ("/old", city)


def test_a_miss_becomes_the_redirect_that_we_can_guess_in_one_click(desk, city):
    zone, miss = builders.zone(city=city, slug="gaoxin", name="高新园"), missed("/parks/gaoxin.html")
    assert "转到“高新园”" in words(desk.get(MISSES))
    assert desk.post(f"{MISSES}{miss.pk}/redirect/").status_code == 302
    assert OldAddress.objects.get().target == zone
    assert not MissingAddress.objects.exists()
    response = desk.get("/parks/gaoxin.html", headers={"host": "city.example"})
    assert (response.status_code, response["Location"]) == (301, "http://city.example/zones/shicheng/gaoxin/")


def test_a_mangled_address_of_a_story_is_guessed(desk, city):
    article = builders.article(city=city)
    miss = missed(f"/news/{article.pk}）详情")
    desk.post(f"{MISSES}{miss.pk}/redirect/")
    assert OldAddress.objects.get().target == article


def test_a_draft_is_never_guessed(desk, city):
    missed(f"/news/{builders.draft().pk}.html")
    assert "button" not in words(desk.get(MISSES)).split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.slow
def test_without_a_guess_the_form_is_filled_in_with_the_address(desk):
    missed("6108", "post")
    page = words(desk.get(MISSES))
    assert "?old=city.example%2Fpost%2F6108.html" in page
    assert "city.example/post/6108.html" in words(desk.get(f"{OLD}add/?old=city.example%2Fpost%2F6108.html"))
    desk.post(f"{OLD}add/", {"old": "city.example/post/6108.html", "path": "/about/"})
    assert not MissingAddress.objects.exists()


def test_on_a_machine_without_hosts_a_miss_becomes_a_redirect_as_well(desk, client):
    builders.Portal.objects.update(host="")
    client.get("/post/1.html", headers={"host": "localhost"})
    [miss] = MissingAddress.objects.all()
    desk.post(f"{OLD}add/", {"old": str(miss), "path": "/about/"})
    response = client.get("/?id=1", headers={"host": "localhost"})
    assert (response.status_code, response["Location"]) == (301, "http://localhost/about/")


def test_misses_are_marked_gone_together(desk):
    misses = [missed(), missed("/b")]
    desk.post(MISSES, {"action": "mark_gone", "_selected_action": [each.pk for each in misses]})
    assert [old.target for old in OldAddress.objects.all()] == [None, None]
    assert not MissingAddress.objects.exists()


def test_the_report_costs_the_same_for_one_miss_and_for_twenty(desk, django_assert_max_num_queries):
    for number in range(20):
        missed(f"/zones/x{number}")
    with django_assert_max_num_queries(14):
        desk.get(MISSES)


def test_old_misses_are_forgotten():
    now = timezone.now()
    missed("/once", last_seen_at=now - timedelta(days=20))
    missed("/often", times=9, last_seen_at=now - timedelta(days=20))
    missed("/long-ago", times=9, last_seen_at=now - timedelta(days=90))
    forget_missing()
    assert [miss.key for miss in MissingAddress.objects.all()] == ["/often"]


# The import


@pytest.fixture
def run(tmp_path, city, capsys):
    def run(*lines, **options):
        file = tmp_path / "old.csv"
        file.write_text("\n".join(["old,new", *lines]), encoding="utf-8-sig")
        call_command("import_addresses", str(file), **options)
        return capsys.readouterr().out

    return run


def test_a_table_is_imported_and_may_be_imported_again(run, city):
    article, zone = builders.article(city=city), builders.zone(city=city, slug="gaoxin")
    tag, section = Tag.objects.create(name="示例", slug="shili"), builders.section()
    lines = [
        f"http://city.example/?id=6108,article:{article.pk}",
        "https://city.example/index.php/category-3_2.html,zone:shicheng/gaoxin",
        "/category-4.html,section:dongtai",
        "/tags-9.html,tag:shili",
        "/category-5.html,city:shicheng",
        "/zb_users/upload/2024/1/a.pdf,gone",
        '"/a,b.html",/about/',
        f"/zb_users/upload/2024/1/B.JPG,image:{(picture := rows.image(city)).pk}",
        f"/?p=12,article:{article.pk}",
    ]
    assert "导入 9 个旧地址，其中已下线 1 个" in run(*lines, host="park.example")
    assert "导入 9 个" in run(*lines, host="park.example")
    found = {(old.host, old.kind, old.key): old.target for old in OldAddress.objects.all()}
    assert found == {
        ("city.example", "post", "6108"): article,
        ("city.example", "category", "3"): zone,
        ("park.example", "category", "4"): section,
        ("park.example", "tag", "9"): tag,
        ("park.example", "category", "5"): city,
        ("park.example", "upload", "2024/1/a.pdf"): None,
        ("park.example", "path", "/a,b.html"): "/about/",
        ("park.example", "upload", "2024/1/B.JPG"): picture,
        ("park.example", "path", "/?p=12"): article,
    }


def test_a_dry_run_writes_nothing(run):
    assert "检查 1 个" in run("/post/1.html,gone", dry_run=True)
    assert not OldAddress.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        "https://evil.example/post/1.html,gone",
        "/post/1.html,article:999",
        "/zb_users/upload/a.jpg,image:999",
        "/post/1.html,article:" + "9" * 5000,
        "/post/1.html,tag:nothing",
        "/post/1.html,https://evil.example/",
        "/post/1.html,//evil.example/",
        "/post/1.html,",
        "/post/1.html",
        "/feed.php,gone",
        "/?ID=2,gone",
        "/old,/zones/a/",
        "/zones/a,/zones/a/",
    ],
)
def test_one_line_that_cannot_be_read_and_nothing_is_imported(run, line):
    with pytest.raises(CommandError, match="行："):
        run("/post/2.html,gone", "/zones/a/,gone", line)
    assert not OldAddress.objects.exists()


def test_a_table_without_its_head_is_refused(tmp_path, city):
    file = tmp_path / "old.csv"
    file.write_text("/post/1.html,gone\n")
    with pytest.raises(CommandError, match="old,new"):
        call_command("import_addresses", str(file))


def test_a_file_that_is_not_there_is_one_sentence(city):
    with pytest.raises(CommandError, match="读不了"):
        call_command("import_addresses", "nothing.csv")


def test_a_story_withdrawn_after_the_import_is_gone(run, city, client):
    article = builders.article(city=city)
    run(f"http://city.example/?id=1,article:{article.pk}")
    Article.objects.update(status=Article.Status.WITHDRAWN)
    assert client.get("/post/1.html", headers={"host": "city.example"}).status_code == 410
