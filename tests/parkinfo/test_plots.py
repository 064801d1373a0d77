"""The admin's start page plots what was read and what came in, to each person only what is theirs."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from articles.models import ArticleDailyViews
from leads.models import Enquiry, Lead
from parkinfo import plots
from staff.roles import EDITOR, SALES, SALES_MANAGER, WRITER
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
READ_TODAY, READ_IN_A_WEEK, BY_CITY, BY_ARTICLE = (
    "今日阅读最多", "七天阅读最多", "30 天询盘：城市", "30 天询盘：带来它们的文章",
)  # fmt: skip
_digests = count(1)


def read(article, views, days_ago=0):
    day = timezone.localdate() - timedelta(days=days_ago)
    ArticleDailyViews.objects.create(article=article, day=day, views=views)


def enquire(city=None, path="", owner=None, days_ago=1, kind="rent", **fields):
    lead = Lead.objects.create(city=city, owner=owner, kind=kind, name="示例客户")
    digest = f"{next(_digests):064x}"
    moment = timezone.now() - timedelta(days=days_ago)
    said = {"kind": kind, "need": "找厂房", "name": "示例客户", "wechat": "shili", "way": "call"}
    said |= {"consent_basis": "spoken", "consented_at": moment, "received_at": moment, "submission_digest": digest}
    return Enquiry.objects.create(lead=lead, source_path=path, **said, **fields)


def shown(user):
    """{title of a plot: [(name, count), ...]} on the person's start page; the title says whose enquiries it counts."""
    found = signed_in(user).get("/admin/").context["plots"]
    whose = "（全网）" if user.is_superuser else "（您能看到的）"
    assert all(whose in plot.title for plot in found if "询盘" in plot.title)
    return {plot.title.replace(whose, ""): [(row.name, row.count) for row in plot.rows] for plot in found}


def test_editors_see_what_was_read_most_in_their_cities_today_and_in_a_week():
    here, elsewhere = builders.city(), builders.city()
    a_while_ago, today, other = (builders.article(city=city) for city in (here, here, elsewhere))
    read(a_while_ago, 9, days_ago=6)
    read(a_while_ago, 99, days_ago=7)
    read(today, 3)
    read(other, 50)
    assert shown(builders.person(EDITOR, here)) == {
        READ_TODAY: [(today.title, 3)],
        READ_IN_A_WEEK: [(a_while_ago.title, 9), (today.title, 3)],
    }
    assert shown(builders.person(is_superuser=True))[READ_TODAY] == [(other.title, 50), (today.title, 3)]


def test_what_was_read_before_it_was_withdrawn_is_still_counted():
    gone = builders.draft(status="withdrawn", published_at=timezone.now())
    read(gone, 7)
    assert shown(builders.person(WRITER))[READ_TODAY] == [(gone.title, 7)]


@pytest.mark.slow
def test_a_manager_sees_the_enquiries_of_their_cities_and_the_articles_that_brought_them():
    here, elsewhere = builders.city(), builders.city()
    article, gone = builders.article(city=here), builders.draft(status="withdrawn")
    for _ in range(2):
        enquire(here, article.get_absolute_url(), owner=builders.person(SALES, here))
    enquire(here, gone.get_absolute_url())
    enquire(here, "/zones/")
    enquire(elsewhere, article.get_absolute_url())
    assert shown(builders.person(SALES_MANAGER, here)) == {
        BY_CITY: [(here.name, 4)],
        BY_ARTICLE: [(article.title, 2), (f"第 {gone.pk} 篇（已下线）", 1)],
    }


def test_sales_see_the_figures_of_their_own_leads_and_of_the_pool():
    city = builders.city()
    seller = builders.person(SALES, city)
    for owner in (seller, None, builders.person(SALES, city)):
        enquire(city, owner=owner)
    assert shown(seller)[BY_CITY] == [(city.name, 2)]


@pytest.mark.slow
def test_suspects_complaints_and_what_is_older_than_the_days_are_no_enquiries():
    enquire(screening="quarantined")
    enquire(kind="complaint")
    enquire(days_ago=31)
    enquire()
    assert shown(builders.person(is_superuser=True))[BY_CITY] == [("总部", 1)]


def test_somebody_without_grants_sees_no_plot():
    assert shown(builders.person()) == {}


@pytest.mark.slow
def test_the_longest_bar_is_as_wide_as_the_plot_and_none_vanishes():
    most, least = builders.article(), builders.article()
    read(most, 1000)
    read(least, 1)
    page = words(signed_in(builders.person(EDITOR)).get("/admin/"))
    assert 'width="100%" height="100%"' in page
    assert 'width="1%" height="100%"' in page


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 20])
def test_the_plots_cost_five_queries_however_much_there_is(number, django_assert_num_queries):
    for _ in range(number):
        article = builders.article(city=builders.city())
        read(article, 2)
        enquire(article.city, article.get_absolute_url())
    person = builders.person(is_superuser=True)
    # Read today, read in a week, enquiries by city, by article, and the titles.
    with django_assert_num_queries(5):
        shown = plots.plots(person)
    assert [len(plot.rows) for plot in shown] == [min(number, plots.ROWS)] * 4
