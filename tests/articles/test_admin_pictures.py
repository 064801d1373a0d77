"""What the editor asks the desk about pictures."""

import io

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from images.models import Image
from images.uploads import store
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/images/image/upload/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo():
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    return out.getvalue()


def send(client, content, name="厂房.jpg"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content, "image/jpeg")})


def test_an_uploaded_picture_is_stored_and_named_by_its_id(desk):
    answer = send(desk, photo()).json()
    image = Image.objects.get()
    page = f"/admin/images/image/{image.pk}/change/"
    assert answer == {"id": image.pk, "alt": "", "is_new": True, "page": page}
    assert image.title == "厂房"


def test_the_same_picture_twice_is_one_and_said_to_be_there(desk):
    first, second = send(desk, photo()).json(), send(desk, photo()).json()
    assert (first["is_new"], second["is_new"]) == (True, False)
    assert first["id"] == second["id"]


@pytest.mark.parametrize("content", [b"", b"no picture", photo()[:200]], ids=["empty", "disguised", "truncated"])
def test_a_file_that_is_no_picture_is_refused_in_words(desk, content):
    assert send(desk, content).json()["error"]
    assert not Image.objects.exists()


def test_uploading_needs_the_right_to_add_pictures(db):
    assert send(signed_in(builders.person()), photo()).status_code == 403
    assert send(Client(), photo()).status_code == 302
    assert not Image.objects.exists()


def test_uploading_needs_a_token(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert send(client, photo()).status_code == 403


def test_a_picture_is_shown_by_its_id_in_a_size_for_the_editor(desk):
    image = store(io.BytesIO(photo()))
    address = reverse("admin:articles_article_picture", args=[image.pk])
    assert desk.get(address).url == image.url
    Image.objects.update(rendered_widths=[320, 640, 960])
    assert desk.get(address).url == image.rendition_url(640, "jpg")


def test_a_picture_that_is_not_there_is_404(desk):
    assert desk.get(reverse("admin:articles_article_picture", args=[12])).status_code == 404


def test_the_editors_import_map_carries_the_pages_nonce(desk):
    answer = desk.get("/admin/articles/article/add/")
    nonce = answer["Content-Security-Policy"].partition("'nonce-")[2].partition("'")[0]
    assert f'<script type="importmap" nonce="{nonce}">' in answer.content.decode()
