"""The page before deleting: what is in the way and where it could go, and what visitors would miss."""

import pytest
from django.contrib import admin
from django.urls import reverse

from articles.models import Article
from plumbing import deletion
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in, words
from tests.rows import image
from zones.models import City, Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return signed_in(builders.person(is_superuser=True))


def page(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_delete", args=[row.pk])


@pytest.fixture
def story():
    return builders.article(zone=builders.zone(), author=builders.person(EDITOR), tags=["厂房"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kept", "advice"),
    [
        ("city", ["园区（城市） 1 条", "文章（城市） 1 条"], "取消“对外显示”"),
        ("zone", ["文章（园区） 1 条"], "取消“对外显示”"),
        ("section", ["文章（栏目） 1 条"], "“移动所选文章”"),
        ("author", ["文章（录入人） 1 条"], "取消“有效”"),
    ],
)
def test_what_has_articles_says_how_many_and_what_to_do_instead(owner, story, name, kept, advice):
    row = getattr(story, name)
    shown = words(owner.get(page(row)))
    for expected in (*kept, advice):
        assert expected in shown
    assert "帐号" not in shown
    owner.post(page(row), {"post": "yes"})
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.slow
def test_what_is_in_the_way_is_counted_and_not_read(owner, story, django_assert_max_num_queries):
    for _ in range(30):
        builders.article(zone=story.zone)
    with django_assert_max_num_queries(30):
        assert "文章（城市） 31 条" in words(owner.get(page(story.city)))


def test_a_contact_that_cities_show_says_which(owner):
    contact = builders.contact()
    for number in range(7):
        builders.city(name=f"示例{number}市", contact=contact)
    shown = words(owner.get(page(contact)))
    assert "城市（联系人）：示例0市、示例1市、示例2市、示例3市、示例4市等 7 条" in shown
    owner.post(page(contact), {"post": "yes"})
    assert not Contact.objects.exists()


def test_a_picture_in_use_says_where(owner, story):
    picture = image(story.city)
    Article.objects.filter(pk=story.pk).update(body=f'<p><img data-image="{picture.pk}" alt=""></p>', cover=picture)
    shown = words(owner.get(page(picture)))
    assert f"文章（封面）《{story}》" in shown
    assert f"文章（正文）《{story}》" in shown


@pytest.mark.slow
def test_several_at_once_say_the_same(owner, story):
    unused = builders.section("kong", "空栏目")
    chosen = {"action": "delete_selected", "_selected_action": [story.section.pk, unused.pk]}
    listed = reverse("admin:articles_section_changelist")
    assert "文章（栏目） 1 条" in words(owner.post(listed, chosen))
    chosen["_selected_action"] = [unused.pk]
    asked = words(owner.post(listed, chosen))
    assert "空栏目" in asked
    assert "删除后不能恢复。" in asked
    owner.post(listed, chosen | {"post": "yes"})
    assert not type(unused).objects.filter(pk=unused.pk).exists()


def test_what_goes_along_is_named(owner, story):
    assert "文章标签 1 条" in words(owner.get(page(story.tags.get())))


def test_names_of_what_one_may_not_see_are_not_told(rf, story):
    contact = builders.contact()
    City.objects.filter(pk=story.city_id).update(contact=contact)
    builders.city(name="别家市", contact=contact)
    request = rf.get("/")
    request.user = builders.person(EDITOR, story.city)
    assert deletion.losing(request, [contact], Contact, admin.site) == [f"城市（联系人）：{story.city}等 2 条"]
