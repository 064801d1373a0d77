"""The picture library in the admin."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

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


def test_changing_words_writes_only_what_changed(admin_client, drawn):
    image = store(drawn(), title="旧名称", alt="旧")
    Image.objects.filter(pk=image.pk).update(rendered_widths=[320])
    address = reverse("admin:images_image_change", args=[image.pk])
    assert admin_client.post(address, {"title": "旧名称", "alt": "新", "credit": ""}).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.rendered_widths) == ("新", [320])


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


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_and_twenty(admin_client, drawn, django_assert_max_num_queries, count):
    for seed in range(count):
        store(drawn(size=(40, 30), seed=seed))
    address = reverse("admin:images_image_changelist") + "?q=厂房"
    admin_client.get(address)  # the network, kept from then on
    with django_assert_max_num_queries(12):
        page = admin_client.get(address)
    assert page.content.decode().count('<img src="/media/') == count
