"""The hosts of an old site become rows by the run, as the map says, and are taken back with it."""

import pytest

from addresses.models import OldAddress, OldHost
from moving import mapping_sheet, old_hosts, verifying
from moving.decisions import Decisions, Usage
from moving.models import MovedStory, Run
from moving.switching import hosts_of, points_of
from moving.undoing import undo
from tests import builders
from tests.moving.desk import MOVES, begun, decided, taken, worked
from tests.moving.in_memory import HOST

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(site, source, decide):
    """A source that was known by two more hosts, which were decided for."""
    source.own_hosts = ("old.example", "www.older.com.cn")
    source.story(1)
    site.choices["hosts"] = old_hosts.proposed(site, Usage.of(source).hosts)
    site.save()
    return site.choices["hosts"]


def test_what_an_old_site_was_known_by_is_proposed_with_and_without_www(known):
    assert known == [f"www.{HOST}", "old.example", "www.old.example", "older.com.cn", "www.older.com.cn"]


@pytest.mark.slow
def test_a_run_makes_rows_of_them_once_and_what_an_owner_deletes_stays_deleted(known, site, move):
    run = move()
    assert {(row.host, row.city) for row in OldHost.objects.all()} == {(host, site.city) for host in known}
    assert run.hosts == known
    OldHost.objects.get(host="old.example").delete()
    assert move().hosts == []
    assert not OldHost.objects.filter(host="old.example").exists()


def test_links_to_a_host_that_an_owner_has_named_are_the_old_sites_own(site, source, decide, move):
    source.story(1)
    source.story(2, body='<p>正文<a href="http://older.example/post/1.html">那一篇</a>。</p>')
    site.choices["hosts"] = ["older.example"]
    site.save()
    move()
    first, second = (MovedStory.objects.get(old_id=number).article for number in "12")
    assert f'href="{first.get_absolute_url()}"' in second.body


@pytest.mark.slow
def test_what_somebody_else_has_said_of_a_host_stands(known, site, move):
    other = builders.city(slug="other")
    OldHost.objects.create(host="old.example", city=other)
    assert "old.example" not in move().hosts
    assert OldHost.objects.get(host="old.example").city == other


@pytest.mark.slow
def test_undoing_takes_back_the_hosts_that_nobody_has_touched(known, move):
    run = move()
    OldHost.objects.filter(host="old.example").update(city=builders.city(slug="other"))
    OldHost.objects.filter(host="older.com.cn").update(host="oldest.com.cn")
    assert undo(run).counts()["hosts"] == 3
    assert {row.host for row in OldHost.objects.all()} == {"old.example", "oldest.com.cn"}


@pytest.mark.slow
def test_hosts_stay_while_a_story_stays_that_people_come_to_by_them(known, move):
    run = move()
    article = MovedStory.objects.get().article
    article.title = "本站改过"
    article.save()
    article.record(None, "改标题")
    assert undo(run).counts() == {"spared": 1}
    assert OldHost.objects.count() == len(known)


@pytest.mark.slow
def test_verifying_asks_at_the_old_hosts_too(known, site, source, move):
    move()
    assert verifying.Verifying(site, source).verify().faults == []
    OldHost.objects.filter(host="old.example").update(host="old2.example")
    site.choices["hosts"] = ["old2.example"]
    site.save()
    found = verifying.Verifying(site, source).verify()
    assert (found.faults, found.addresses, found.addresses_right) == ([], 6, 6)
    OldAddress.objects.create(host="old2.example", kind="post", key="1", path="/about/")
    [fault] = verifying.Verifying(site, source).verify().faults
    assert (fault.code, fault.title, fault.address) == ("host", "old2.example", "/post/1.html")


@pytest.mark.slow
def test_the_day_of_the_switch_names_them_in_one_server_and_in_dns(known, site, move):
    assert hosts_of(site) == ([HOST], known)
    assert points_of(site)["before"][3].is_done is False
    move()
    OldHost.objects.create(host="by-hand.example", city=site.city)
    OldHost.objects.get(host="www.older.com.cn").delete()
    points = points_of(site)
    assert points["before"][3].is_done
    assert "by-hand.example" in points["others"]
    assert "www.older.com.cn" not in points["others"]
    [server] = [line for line in points["nginx"] if "server_name " in line and not line.startswith("#")]
    assert server == f"server_name {' '.join([HOST, *points['others']])};"
    assert len(points["dns"]) == 1 + len(points["others"])


@pytest.mark.slow
def test_the_workbook_asks_for_them_and_takes_what_was_typed(known, site, source):
    usage = Usage.of(source)
    site.choices.pop("hosts")
    assert "旧站用过的域名" in Decisions(site).missing(usage)
    mapping_sheet.read(site, mapping_sheet.write(site, usage))
    assert site.choices["hosts"] == known


@pytest.mark.slow
def test_at_the_desk_they_are_asked_for_refused_kept_and_made(desk, city, put):
    old = begun(desk, city, put(), host="http://old.example/, http://older.example/")
    worked(old)
    page = f"{MOVES}{old.pk}/map/?tab=questions"
    assert "old.example www.old.example older.example www.older.example" in desk.get(page).content.decode()
    for wrong in ("park.example", "!!", "旧站"):
        refused = desk.post(page, {"hosts": wrong}).content.decode()
        assert "没有保存" in refused
        assert f">{wrong}</textarea>" in refused
    desk.post(page, {"hosts": "old.example、 www.old.example"})
    old.refresh_from_db()
    assert old.choices["hosts"] == ["old.example", "www.old.example"]
    decided(desk, old)
    taken(desk, old, "run")
    assert Run.objects.get().hosts == ["old.example", "www.old.example"]


@pytest.mark.slow
def test_www_before_a_host_of_more_parts_is_proposed_where_the_old_site_links_to_it(desk, city, put, old):
    typed = {"host": "http://cheng.old.example/, http://bbs.old.example/"}
    old.post(
        "链接",
        '<p><a HREF="http://WWW.cheng.old.example/?id=1">见前文</a> http://www.bbs.old.example.org/</p>',
        CateID=1,
    )
    site = begun(desk, city, put(), **typed)
    worked(site)
    page = f"{MOVES}{site.pk}/map/?tab=questions"
    hosts = "www.new.example cheng.old.example bbs.old.example old.example www.old.example www.cheng.old.example"
    assert f">{hosts}</textarea>" in desk.get(page).content.decode()
    decided(desk, site)
    taken(desk, site, "run")
    assert OldHost.objects.filter(host="www.cheng.old.example", city=city).exists()
    answer = desk.get("/?id=1", headers={"host": "www.cheng.old.example"})
    assert (answer.status_code, answer["Location"].partition("/news/")[0]) == (301, "http://new.example")
