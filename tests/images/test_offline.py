"""Pictures taken offline: their files lie where nobody serves them, and come back when they are wanted."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import InMemoryStorage
from django.utils import timezone

from images import files, jobs
from images.models import Image
from images.uploads import store
from jobs.models import Job
from jobs.worker import run_one
from plumbing import durable
from staff.roles import EDITOR, WRITER
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def work():
    """Do everything that waits, whenever it is due."""
    Job.objects.waiting().update(run_at=timezone.now())
    while run_one():
        pass


def public(media):
    """The names of the files that somebody may be served."""
    return sorted(path.name for path in (media / "images").rglob("*") if path.is_file())


@pytest.fixture
def image(drawn):
    made = store(drawn(size=(1000, 600)))
    work()
    return Image.objects.get(pk=made.pk)


def offline(image):
    Image.objects.filter(pk=image.pk).take_offline()
    work()
    image.refresh_from_db()
    return image


@pytest.mark.slow
def test_original_and_renditions_go_and_come_back_as_they_were(image, media):
    before = {path: path.read_bytes() for path in media.rglob("*.*") if path.is_file()}
    assert len(before) == 8
    assert offline(image).offline_since
    assert public(media) == []
    assert (media / files.OFFLINE).stat().st_mode & 0o077 == 0
    Image.objects.filter(pk=image.pk).bring_back()
    work()
    image.refresh_from_db()
    assert (image.offline_since, image.rendered_widths) == (None, [320, 480, 640, 1000])
    assert {path: path.read_bytes() for path in media.rglob("*.*") if path.is_file()} == before


@pytest.mark.slow
def test_a_worker_killed_half_way_is_made_up_for(image, media, monkeypatch):
    Image.objects.filter(pk=image.pk).take_offline()
    moved = []

    def killed(source, target):
        if len(moved) == 2:
            raise KeyboardInterrupt
        moved.append(target)
        move(source, target)

    move = durable.move
    monkeypatch.setattr(durable, "move", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.place(image.pk)
    assert len(public(media)) == 6
    monkeypatch.setattr(durable, "move", move)
    jobs.place(image.pk)
    jobs.place(image.pk)
    assert public(media) == []


@pytest.mark.slow
def test_a_rendering_leaves_nothing_in_public_of_what_is_offline(image, media, monkeypatch):
    """Neither one that begins afterwards, nor one that was at it meanwhile, nor what a killed one had written."""
    stray = media / image.rendition_name(320, "webp")
    content = stray.read_bytes()
    Image.objects.filter(pk=image.pk).update(rendered_widths=[])
    offline(image)
    stray.write_bytes(content)
    jobs.render(image.pk)
    assert public(media) == []

    Image.objects.filter(pk=image.pk).bring_back()
    work()
    render = jobs._render

    def slow(*args, **options):
        render(*args, **options)
        Image.objects.filter(pk=image.pk).take_offline()

    monkeypatch.setattr(jobs, "_render", slow)
    jobs.render(image.pk)
    assert public(media) == []


@pytest.mark.slow
def test_one_that_was_never_rendered_is_when_it_comes_back(drawn, media):
    image = store(drawn(size=(1000, 600)))
    offline(image)
    Image.objects.filter(pk=image.pk).bring_back()
    work()
    image.refresh_from_db()
    assert image.rendered_widths == [320, 480, 640, 1000]
    assert len(public(media)) == 8


def uploaded(client, file):
    return client.post("/admin/images/image/upload/", {"file": file}).json()


def posted(client, file):
    return client.post("/admin/images/image/add/", {"upload": file}).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("role", [WRITER, EDITOR])
def test_uploading_it_again_says_that_it_is_offline_and_leaves_it_there(image, drawn, media, role):
    offline(image)
    client = signed_in(builders.person(role))
    assert "这张图已经下线" in uploaded(client, drawn(size=(1000, 600)))["error"]
    assert "这张图已经下线" in posted(client, drawn(size=(1000, 600)))
    work()
    assert public(media) == []


@pytest.mark.slow
@pytest.mark.parametrize(("role", "may"), [(WRITER, False), (EDITOR, True)])
def test_only_who_may_publish_brings_it_back(image, media, role, may):
    offline(image)
    client = signed_in(builders.person(role))
    page = f"/admin/images/image/{image.pk}/"
    assert ("恢复显示</button>" in client.get(f"{page}change/").content.decode()) == may
    assert client.post(f"{page}bring-back/").status_code == (302 if may else 403)
    work()
    assert len(public(media)) == (8 if may else 0)


@pytest.mark.slow
def test_deleting_it_deletes_what_lies_offline(image, media):
    offline(image).delete()
    work()
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_deleted_and_uploaded_again_leaves_no_second_copy(image, drawn, media):
    offline(image).delete()
    store(drawn(size=(1000, 600)))
    work()
    assert not any(path.is_file() for path in (media / files.OFFLINE).rglob("*"))
    assert len(public(media)) == 8


def test_a_picture_that_is_gone_is_no_failure():
    jobs.place(99)


def test_an_object_storage_moves_by_copying(monkeypatch):
    storage = InMemoryStorage()
    monkeypatch.setattr(files, "default_storage", storage)
    files.write("images/a.jpg", b"picture")
    files.take_offline("images/a.jpg")
    files.take_offline("images/a.jpg")
    assert (storage.exists("images/a.jpg"), storage.exists(".offline/images/a.jpg")) == (False, True)
    files.bring_back("images/a.jpg")
    with storage.open("images/a.jpg") as file:
        assert file.read() == b"picture"
    assert not storage.exists(".offline/images/a.jpg")


@pytest.mark.slow
def test_the_pictures_page_says_so_and_brings_it_back(image, admin_client, media):
    offline(image)
    page = f"/admin/images/image/{image.pk}/change/"
    answer = admin_client.get(page).content.decode()
    assert "随文章撤回下线" in answer
    assert image.url not in answer
    assert "已下线" in admin_client.get("/admin/images/image/?offline=yes").content.decode()
    assert admin_client.get(f"/admin/images/image/{image.pk}/bring-back/").status_code == 405
    admin_client.post(f"/admin/images/image/{image.pk}/bring-back/")
    work()
    assert len(public(media)) == 8
    assert "恢复显示" in admin_client.get(f"/admin/images/image/{image.pk}/history/").content.decode()


@pytest.mark.slow
def test_an_offline_picture_is_offered_for_nothing(image, admin_client):
    query = {"app_label": "zones", "model_name": "zone", "field_name": "cover", "term": ""}
    assert len(admin_client.get("/admin/autocomplete/", query).json()["results"]) == 1
    offline(image)
    assert admin_client.get("/admin/autocomplete/", query).json()["results"] == []


@pytest.mark.slow
def test_what_is_refused_on_the_way_in_brings_nothing_back(image, drawn):
    offline(image)
    broken = drawn(size=(1000, 600))
    broken.file.truncate(500)
    with pytest.raises(ValidationError):
        store(broken)
    image.refresh_from_db()
    assert image.offline_since
