"""The demo content: complete, marked as invented, loaded once and never over anybody's work."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from articles import body
from articles.models import Article, ArticleDailyViews, Section, Tag
from articles.models.article_state import ArticleState
from demo import news, writing
from demo.content import FOLDER, read
from demo.markup import to_html
from images.models import Image
from jobs.models import Job
from leads.models import FOR_EDITORS, Appointment, Lead, LossReason, Signing
from staff.models import Grant, User
from tests.desk import signed_in
from zones.models import City, Contact, Portal, Zone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def load():
    """Run the command. Returns what it printed."""
    output = StringIO()
    call_command("load_demo", stdout=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def demo(rows_of_module, tmp_path_factory):
    """The demo content."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield load()


def counts():
    return {model: model.objects.count() for model in (Article, City, Zone, Contact, Image, Tag, User, Grant, Lead)}


def test_there_is_enough_to_look_at(demo):
    assert City.objects.count() == 8
    assert Zone.objects.count() == 30
    assert Article.objects.count() == 120
    assert len(read("pictures")) == 24
    assert Article.objects.values("title").distinct().count() == 120
    assert Article.objects.published().filter(cover=None, lead_image=None).exists()


def test_every_picture_is_used_and_none_is_missing():
    texts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.toml"))
    covers = re.findall(r'^cover = "(.+)"$', texts, re.MULTILINE)
    figures = re.findall(r"^!\[(.+?)\]", texts, re.MULTILINE)
    of_topics = [name for topic in writing.read_topics() for name in topic.pictures]
    assert {*covers, *figures, *of_topics} == set(read("pictures")) == {path.stem for path in FOLDER.rglob("*.webp")}


def test_every_picture_says_what_it_shows_and_where_it_is_from(demo):
    pictures = Image.objects.filter(credit="示例插图")
    assert set(pictures.values_list("alt", flat=True)) == set(read("pictures").values())


def test_pictures_lose_nothing_by_being_stored(demo):
    """A drawing compressed as a photograph is larger, and smeared along its edges."""
    assert set(Image.objects.values_list("format", flat=True)) == {"png"}


def test_every_state_of_an_article_occurs(demo):
    assert {article.state for article in Article.objects.all()} == set(ArticleState)


def test_what_was_withdrawn_has_been_public_and_no_draft_has(demo):
    """The one is gone (410), the other unknown (404)."""
    been_public = Article.objects.exclude(first_published_at=None)
    assert set(been_public.values_list("status", flat=True)) == {"published", "withdrawn"}


def test_every_section_and_city_has_news(demo):
    published = Article.objects.published()
    assert set(published.values_list("section", flat=True)) == set(Section.objects.values_list("id", flat=True))
    assert set(City.objects.values_list("id", flat=True)) <= set(published.values_list("city", flat=True))


def test_every_thing_says_that_it_is_an_example(demo):
    named = [Portal, Contact, Zone]
    unmarked = [row for model in named for row in model.objects.all() if "示例" not in row.name]
    unmarked += [article for article in Article.objects.all() if writing.NOTE not in article.body]
    assert unmarked == []


def test_a_title_names_no_figure_that_its_body_does_not(demo):
    wrong = {
        article.title: figure
        for article in Article.objects.all()
        for figure in re.findall(r"\d+(?:\.\d+)?", article.title)
        if not re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d]|\.\d)", body.text(article.body))
    }
    assert wrong == {}


def test_bodies_are_written_as_the_sanitiser_leaves_them():
    for article in news.articles(zone_names(), timezone.now()):
        html = to_html(article.body, dict.fromkeys(read("pictures"), 1))
        assert body.clean(html) == html


def zone_names():
    """The zones as they are before loading, in a city whose name does not matter."""
    return {
        row["slug"]: news.ZoneNames(row["slug"], row["name"], row["short"], row["city"], "某市")
        for row in read("zones")["zones"]
    }


def test_every_loading_makes_the_same_articles():
    now = timezone.now()
    assert news.articles(zone_names(), now) == news.articles(zone_names(), now)


def test_articles_are_as_saving_them_leaves_them(demo):
    """They are stored in bulk, past `save` and all it derives."""
    for article in Article.objects.order_by("status", "lead_image_id").distinct("status", "lead_image_id"):
        row = Article.objects.filter(pk=article.pk).values()
        stored = row.get()
        article.save()
        assert row.get() == stored


def test_no_public_article_says_that_it_was_changed_when_it_was_loaded(demo):
    assert all(article.modified_at == article.published_at for article in Article.objects.published())


def test_no_two_articles_read_alike(demo):
    """Paragraphs are shared, but never two thirds of a text."""
    paragraphs = [
        {part for part in re.findall(r"<p>(.+?)</p>", text) if part != writing.NOTE}
        for text in Article.objects.filter(status=Article.Status.PUBLISHED).values_list("body", flat=True)
    ]
    alike = [
        (mine, other)
        for number, mine in enumerate(paragraphs)
        for other in paragraphs[:number]
        if len(mine & other) * 3 > 2 * min(len(mine), len(other))
    ]
    assert alike == []


def test_most_read_and_tags_have_numbers(demo):
    assert ArticleDailyViews.objects.filter(day=timezone.localdate()).exists()
    tag = Tag.objects.order_by("-published_count").first()
    assert tag.published_count == Article.objects.published().filter(tags=tag).count() > 1


def test_enquiries_stand_in_several_stages_and_are_announced_to_nobody(demo):
    assert set(Lead.objects.values_list("stage", flat=True)) >= {"new", "contacted", "visiting", "signed", "lost"}
    assert Lead.objects.suspected().count() == 1
    assert set(Signing.objects.values_list("lead__stage", flat=True)) == {"signed", "settled"}
    assert LossReason.objects.filter(leads__stage="lost").exists()
    assert Lead.objects.overdue().exists()
    assert all("示例" in name for name in Lead.objects.values_list("name", flat=True))
    assert not Job.objects.filter(kind="leads.announce").exists()


def test_every_lead_opens_with_its_timeline_and_its_clock(demo):
    desk = signed_in(User.objects.get(username="admin"))
    leads = Lead.objects.exclude(kind__in=FOR_EDITORS)
    for lead in leads:
        page = desk.get(f"/admin/leads/lead/{lead.pk}/change/")
        assert page.status_code == 200
        assert all(event.details for event in page.context["timeline"] if event.kind == "call")
    assert not leads.filter(contact_by=None).exists()
    assert leads.filter(contacted_at__isnull=False).exists()


def test_loading_twice_changes_nothing(demo):
    before = counts()
    assert "没有改动" in load()
    assert counts() == before


def test_passwords_are_shown_once_and_work(demo):
    shown = dict(re.findall(r"^  ([a-z]+) +\S+ +(\S+)$", demo, flags=re.MULTILINE))
    assert set(shown) == {"admin", "writer", "editor", "sales", "manager"}
    assert all(User.objects.get(username=name).check_password(password) for name, password in shown.items())
    assert not any(password in load() for password in shown.values())


def test_the_editor_of_one_city_sees_no_other(demo):
    editor = User.objects.get(username="editor")
    assert {article.city.slug for article in Article.objects.for_user(editor)} == {"jinan"}


def test_one_visit_is_tomorrow_one_has_no_result_and_one_is_done(demo):
    now = timezone.now()
    assert Appointment.objects.without_result(now).exists()
    assert Appointment.objects.soon(now).exists()
    assert "示例" in Appointment.objects.get(state="done").liked


def test_pages_are_tapped_on_and_each_day_of_one_is_shown(demo):
    """The report of a manager has taps of this month, and of the month before for its comparison."""
    boss = User.objects.get(username="admin")
    desk = signed_in(boss)
    [table] = [each for each in desk.get("/admin/report/").context["tables"] if each.title == "点电话和微信"]
    assert len(table.rows) > 5
    days = desk.get(table.rows[0][1].address).context["table"]
    assert len(days.rows) > 1
    assert days.rows[0][1].value == table.rows[0][1].value
