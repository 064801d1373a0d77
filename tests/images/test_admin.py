"""The picture library in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.urls import reverse

from articles.admin import ArticleAdmin
from articles.models import Article
from images import admin as images_admin
from images.models import Image
from images.uploads import store
from staff.roles import WRITER
from tests import builders

pytestmark = pytest.mark.django_db


def test_an_upload_is_stored_and_described(admin_client, drawn):
    words = {"title": "示例厂房", "alt": "厂房外景", "credit": "示例日报"}
    response = admin_client.post(reverse("admin:images_image_add"), {"upload": drawn(), **words})
    assert response.status_code == 302
    image = Image.objects.get()
    assert (image.title, image.alt, image.credit, image.width) == ("示例厂房", "厂房外景", "示例日报", 1500)


@pytest.mark.slow
def test_the_same_upload_again_is_found(admin_client, drawn):
    image = store(drawn(), alt="已有")
    admin_client.post(reverse("admin:images_image_add"), {"upload": drawn(), "alt": "又一次"})
    assert Image.objects.get().pk == image.pk


def test_what_is_no_picture_is_refused_beside_the_field(admin_client, drawn):
    file = drawn()
    file.file.truncate(500)
    response = admin_client.post(reverse("admin:images_image_add"), {"upload": file})
    assert response.status_code == 200
    assert "不完整" in response.context["adminform"].form.errors["upload"][0]


def test_the_page_offers_many_at_once_beside_the_form_for_one(admin_client):
    """Shown by its script, which the page's policy lets run; a window for one picture has no use for it."""
    answer = admin_client.get(reverse("admin:images_image_add"))
    page = answer.content.decode()
    nonce = answer["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    assert f'<script type="importmap" nonce="{nonce}">' in page
    assert f'data-many-pictures="{reverse("admin:images_image_upload")}"' in page
    assert 'name="upload"' in page
    assert (
        "data-many-pictures" not in admin_client.get(reverse("admin:images_image_add") + "?_popup=1").content.decode()
    )


def test_changing_words_writes_only_what_changed(admin_client, drawn):
    image = store(drawn(), title="旧名称", alt="旧")
    Image.objects.filter(pk=image.pk).update(rendered_widths=[320])
    address = reverse("admin:images_image_change", args=[image.pk])
    assert admin_client.post(address, {"title": "旧名称", "alt": "新", "credit": ""}).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.rendered_widths) == ("新", [320])


@pytest.mark.slow
def test_a_picture_names_what_uses_it_as_far_as_one_may_see_it(admin_client, client, drawn, django_user_model):
    image = store(drawn("PNG", (300, 300)))
    builders.contact(name="示例顾问", wechat_qr=image)
    builders.zone(name="示例园区", cover=image)
    address = reverse("admin:images_image_change", args=[image.pk])
    words = admin_client.get(address).content.decode()
    assert "联系人（微信二维码）" in words
    assert "示例顾问" in words
    writer = django_user_model.objects.create_user("writer", is_staff=True)
    writer.grants.create(role=Group.objects.get(name=WRITER), city=builders.city())
    client.force_login(writer)
    page = client.get(address)
    assert page.status_code == 200
    assert "示例园区" not in page.content.decode()


@pytest.mark.slow
def test_a_picture_names_the_articles_that_show_it_in_their_text(admin_client, client, drawn):
    image = store(drawn("PNG", (300, 300)))
    city = builders.city()
    shows = {"body": f'<p>正文</p><figure><img data-image="{image.pk}" alt=""></figure>', "city": city}
    article = builders.article(title="有图的文章", **shows)
    builders.article(title="另一张图", body=f'<img data-image="{image.pk}0" alt="">')
    Article.objects.update(lead_image=None)  # a relation names it too
    address = reverse("admin:images_image_change", args=[image.pk])
    page = admin_client.get(address).content.decode()
    assert f"文章（正文）：<a href='/admin/articles/article/{article.pk}/change/'>有图的文章</a>" in page
    assert "另一张图" not in page
    client.force_login(builders.person(WRITER, builders.city()))
    assert "有图的文章" not in client.get(address).content.decode()


@pytest.mark.slow
def test_an_archive_too_large_to_read_through_is_said_to_be(admin_client, drawn, monkeypatch):
    """The page does not wait for it, and what comes after on the same connection is not hurried."""
    monkeypatch.setattr(images_admin, "SEARCH_SECONDS", 0.001)
    slow = RawSQL("(SELECT pg_sleep(5) IS NOT NULL)", [], output_field=BooleanField())
    queryset = ArticleAdmin.get_queryset
    monkeypatch.setattr(ArticleAdmin, "get_queryset", lambda *asked: queryset(*asked).annotate(slow=slow))
    image = store(drawn("PNG", (300, 300)))
    builders.article(body=f'<img data-image="{image.pk}" alt="">')
    Article.objects.update(lead_image=None)
    page = admin_client.get(reverse("admin:images_image_change", args=[image.pk]))
    assert "文章太多，没有查完" in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_and_twenty(admin_client, drawn, django_assert_max_num_queries, count):
    for seed in range(count):
        store(drawn(size=(40, 30), seed=seed))
    address = reverse("admin:images_image_changelist") + "?q=厂房"
    admin_client.get(address)  # the network, kept from then on
    with django_assert_max_num_queries(12):
        page = admin_client.get(address)
    assert page.content.decode().count('<img src="/media/') == count
