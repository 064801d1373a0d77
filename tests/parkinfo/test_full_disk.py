"""A disk that is full is a sentence to whoever uploads something, on every way in; nothing half is left."""

import contextlib
import os
import resource

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles import pictures
from articles.models import RemotePicture
from images import remote
from images.models import Image
from leads import consent, intake
from plumbing.uploads import LostUpload
from tests import builders
from tests.desk import signed_in
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db
#: Larger than what Django keeps in memory.
LARGE = 3_000_000


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporary"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()


@pytest.fixture
def administrator():
    return signed_in(builders.person(is_superuser=True))


@pytest.fixture(params=[1_000, LARGE], ids=["small", "large"])
def picture(request, tmp_path):
    """A bitmap of noise of some size; whatever it is stored as is larger than the disk allows."""
    side = int((request.param / 3) ** 0.5) + 30
    path = tmp_path / "noise.bmp"
    PIL.Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(path)
    return SimpleUploadedFile("厂房.bmp", path.read_bytes())


@contextlib.contextmanager
def full_disk():
    """The kernel takes the first two thousand bytes of any file, and no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def left(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "noise.bmp"]


def test_in_the_editor_and_the_library(administrator, picture, tmp_path):
    with full_disk():
        response = administrator.post(reverse("admin:images_image_upload"), {"file": picture})
    assert response.json() == {"error": "服务器的磁盘写不进去，图片没有保存，请联系管理员。"}
    assert (Image.objects.count(), left(tmp_path)) == (0, [])


def test_on_the_page_of_one_picture(administrator, picture, tmp_path):
    with full_disk():
        response = administrator.post(reverse("admin:images_image_add"), {"upload": picture, "alt": "外景"})
    assert "图片没有保存" in response.context["adminform"].form.errors["upload"][0]
    assert response.context["adminform"].form["alt"].value() == "外景"
    assert (Image.objects.count(), left(tmp_path)) == (0, [])


@pytest.mark.slow
@pytest.mark.parametrize("size", [2_500, LARGE])
def test_as_a_file_of_a_lead(administrator, tmp_path, size):
    builders.portal()
    answers = {"kind": "rent", "need": "找厂房", "name": "王先生", "phone": "13800000000"}
    lead = intake.store(submitted(answers | {"consent": consent.CURRENT.version})).lead
    plan = SimpleUploadedFile("平面图.pdf", b"%PDF-1.7\n" + b"x" * size)
    with full_disk():
        response = administrator.post(f"/admin/leads/lead/{lead.pk}/act/file/", {"file": plan}, follow=True)
    assert "附件没有保存" in response.content.decode()
    assert not lead.events.filter(kind="file").exists()
    assert left(tmp_path) == []


@pytest.mark.slow
def test_from_another_site_is_tried_again(picture, monkeypatch):
    """The picture is not to blame, so no article is told that it cannot be had."""
    found = RemotePicture.objects.create(url="https://pictures.example/a.jpg")
    monkeypatch.setattr(remote, "fetch", lambda url: picture)
    with full_disk(), pytest.raises(remote.CannotFetch, match="图片没有保存") as failure:
        pictures.fetch(found)
    assert failure.value.again
    found.refresh_from_db()
    assert (found.image, found.problem) == (None, "")


def test_where_no_temporary_file_can_be_made_at_all(administrator, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"
    response = administrator.post(
        reverse("admin:images_image_upload"), {"file": SimpleUploadedFile("a.jpg", b"x" * LARGE)}
    )
    assert "图片没有保存" in response.json()["error"]


def test_a_lost_upload_still_has_its_name_and_size():
    lost = LostUpload(OSError(28, "No space left on device"), name="a.jpg", size=9, content_type="image/jpeg")
    assert (lost.name, lost.size, bool(lost)) == ("a.jpg", 9, True)
    for read in (lost.read, lambda: list(lost.chunks())):
        with pytest.raises(OSError, match="No space left"):
            read()
    lost.close()
