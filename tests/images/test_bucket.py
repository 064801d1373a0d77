"""Pictures in a bucket, a real one: the same addresses, the same words, and nothing lost while it is away."""

import contextlib
import threading
import time

import pytest
from django.conf import settings as project
from django.core.files.storage import default_storage
from django.forms import modelform_factory
from django.urls import reverse
from django.utils import timezone

from images import bucket as bucket_module
from images import files, uploads
from images.models import Image
from images.uploads import store
from jobs.models import Job
from jobs.worker import run_one
from parkinfo import media as media_module
from parkinfo.conditions import installation
from tests import builders
from tests.bucket import NAME
from zones.contact_forms import ContactForm
from zones.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(empty_bucket, settings):
    """An empty bucket, in which pictures lie from now on."""
    settings.STORAGES = project.STORAGES | {"default": empty_bucket.storages}
    return empty_bucket


@contextlib.contextmanager
def dead(bucket):
    """Its server is killed, and another one there afterwards, with nothing in it."""
    bucket.stop()
    try:
        yield
    finally:
        bucket.start()
        time.sleep(bucket_module.PAUSE_SECONDS)


@contextlib.contextmanager
def frozen(bucket):
    """Its server takes connections and says nothing."""
    bucket.freeze()
    try:
        yield
    finally:
        bucket.go_on()
        time.sleep(bucket_module.PAUSE_SECONDS)


def work():
    """Do everything that waits, whenever it is due."""
    Job.objects.waiting().update(run_at=timezone.now())
    while run_one():
        pass


@pytest.fixture
def image(bucket, drawn):
    made = store(drawn(size=(1000, 600)))
    work()
    return Image.objects.get(pk=made.pk)


def test_an_upload_and_its_renditions_lie_there_and_nothing_on_the_disk(bucket, admin_client, drawn, media):
    answer = admin_client.post(reverse("admin:images_image_add"), {"upload": drawn(size=(1000, 600)), "alt": "外景"})
    assert answer.status_code == 302
    work()
    image = Image.objects.get()
    assert image.rendered_widths == [320, 480, 640, 1000]
    assert bucket.names() == image.file_names()
    assert not media.exists()
    kept = bucket.client.head_object(Bucket=NAME, Key=image.file.name)
    assert (kept["ContentLength"], kept["ContentType"]) == (image.size, "image/jpeg")


@pytest.mark.slow
def test_its_address_is_the_one_it_has_on_a_disk_and_answers_with_the_picture(client, image):
    assert image.url == f"/media/{image.file.name}"
    answer = client.get(image.url, headers={"host": "any.example"})
    assert (answer.status_code, answer["Content-Type"], len(answer.content)) == (200, "image/jpeg", image.size)
    assert answer["Cache-Control"] == "public, max-age=604800, s-maxage=5, stale-if-error=86400"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.head(image.url).status_code == 200
    again = client.get(image.url, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])


@pytest.mark.slow
def test_a_page_shows_it(client, image):
    builders.portal()
    article = builders.article(title="有图的示例", cover=image)
    assert image.rendition_url(640, "webp") in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.slow
def test_the_same_picture_is_stored_once_and_never_written_over(bucket, image, drawn):
    before = bucket.client.head_object(Bucket=NAME, Key=image.file.name)["LastModified"]
    bucket.client.put_object(Bucket=NAME, Key="images/aa/taken.jpg", Body=b"first")
    assert store(drawn(size=(1000, 600))).pk == image.pk
    files.write("images/aa/taken.jpg", b"second")
    assert default_storage.save("images/aa/taken.jpg", files.ContentFile(b"third")) == "images/aa/taken.jpg"
    with default_storage.open("images/aa/taken.jpg") as file:
        assert file.read() == b"first"
    assert bucket.client.head_object(Bucket=NAME, Key=image.file.name)["LastModified"] == before


@pytest.mark.slow
def test_offline_it_is_gone_for_visitors_and_seen_at_the_desk(bucket, admin_client, client, image):
    names = bucket.names()
    tag = client.get(image.url)["ETag"]
    Image.objects.filter(pk=image.pk).take_offline()
    work()
    assert bucket.names() == [f".offline/{name}" for name in names]
    for address in (image.url, f"/media/.offline/{image.file.name}", f"/media/x/../.offline/{image.file.name}"):
        answer = client.get(address, headers={"if-none-match": tag})
        # Kept for as long as the picture was, so that it takes its place in nginx.
        assert (answer.status_code, answer["Cache-Control"]) == (410, media_module.GONE["Cache-Control"])
    page = admin_client.get(reverse("admin:images_image_offline", args=[image.pk]))
    assert len(b"".join(page.streaming_content)) == image.size
    Image.objects.filter(pk=image.pk).bring_back()
    work()
    assert bucket.names() == names


@pytest.mark.slow
def test_deleted_its_files_go_with_it(bucket, image):
    image.delete()
    work()
    assert bucket.names() == []


@pytest.mark.parametrize("name", ["", "x/", "../secret_key", "%2e%2e/secret_key", "/etc/hostname", "图" * 2000])
def test_what_was_never_there_is_gone(bucket, client, name):
    assert client.get(f"/media/{name}").status_code in {404, 410}


@pytest.mark.slow
def test_the_doctor_says_that_it_answers_and_is_open_to_nobody(bucket, image):
    assert (installation.pictures().is_bad, NAME in installation.pictures().text) == (False, True)
    Image.objects.filter(pk=image.pk).take_offline()
    work()
    bucket.client.put_object_acl(Bucket=NAME, Key=bucket.names()[0], ACL="public-read")
    assert "谁都能读" in installation.pictures().text
    assert installation.pictures().is_bad


class TestAway:
    pytestmark = pytest.mark.slow

    def test_an_upload_says_so_and_nothing_of_it_is_left_until_the_bucket_is_back(self, bucket, admin_client, drawn):
        with dead(bucket):
            refused = admin_client.post(reverse("admin:images_image_upload"), {"file": drawn()})
            assert refused.json() == {"error": uploads.BUCKET_AWAY}
            refused = admin_client.post(reverse("admin:images_image_add"), {"upload": drawn(), "alt": "外景"})
            assert refused.context["adminform"].form.errors["upload"] == [uploads.BUCKET_AWAY]
            assert refused.context["adminform"].form["alt"].value() == "外景"
            assert (Image.objects.count(), Job.objects.filter(kind__startswith="images.").count()) == (0, 0)
        assert admin_client.post(reverse("admin:images_image_upload"), {"file": drawn()}).json()["is_new"]
        assert len(bucket.names()) == 1

    def test_pages_are_served_and_pictures_say_when_to_come_back(self, bucket, image, client):
        builders.portal()
        article = builders.article(title="有图的示例", cover=image)
        with dead(bucket):
            assert image.url.rpartition(".")[0] in client.get(article.get_absolute_url()).content.decode()
            answer = client.get(image.url)
            assert (answer.status_code, answer["Cache-Control"], answer["Retry-After"]) == (503, "no-store", "10")

    def test_renditions_and_moves_are_made_up_for(self, bucket, drawn):
        image = store(drawn(size=(1000, 600)))
        with frozen(bucket):
            work()
        image.refresh_from_db()
        assert image.rendered_widths == []
        assert Job.objects.waiting().filter(kind="images.render", attempts=1).exists()
        work()
        Image.objects.filter(pk=image.pk).take_offline()
        with frozen(bucket):
            work()
        assert not any(name.startswith(".offline") for name in bucket.names())
        work()
        assert {name.partition("/")[0] for name in bucket.names()} == {".offline"}

    def test_one_that_hangs_costs_the_first_who_asks_and_nobody_after(self, bucket, image, client):
        with frozen(bucket):
            begun = time.monotonic()
            assert client.get(image.url).status_code == 503
            first = time.monotonic() - begun
            assert client.get(image.url).status_code == 503
            assert first < 4 * bucket_module.ANSWER_SECONDS + 1  # twice, a second at most in between
            assert time.monotonic() - begun - first < 0.1

    def test_afterwards_one_tries_and_the_others_do_without(self, bucket, image, client):
        with frozen(bucket):
            assert client.get(image.url).status_code == 503
            time.sleep(bucket_module.PAUSE_SECONDS)
            first = threading.Thread(target=client.get, args=[image.url])
            first.start()
            time.sleep(0.1)
            begun = time.monotonic()
            assert client.get(image.url).status_code == 503
            assert time.monotonic() - begun < 0.1
            assert first.is_alive()
            first.join()
        assert client.get(image.url).status_code == 200

    def test_no_more_than_some_threads_wait_for_it(self, bucket, image, client, monkeypatch):
        monkeypatch.setattr(media_module, "TURN_SECONDS", 0.1)
        readers = [threading.Thread(target=client.get, args=[image.url]) for _ in range(media_module.READERS)]
        with frozen(bucket):
            for reader in readers:
                reader.start()
            time.sleep(0.2)
            begun = time.monotonic()
            assert client.get(image.url).status_code == 503
            assert time.monotonic() - begun < 0.3
        for reader in readers:
            reader.join()

    def test_an_offline_picture_at_the_desk_and_a_qr_code_are_no_error(self, bucket, image, admin_client):
        Image.objects.filter(pk=image.pk).update(offline_since=timezone.now())
        with dead(bucket):
            assert admin_client.get(reverse("admin:images_image_offline", args=[image.pk])).status_code == 503
            form = modelform_factory(Contact, form=ContactForm, fields=["wechat_qr"])({"wechat_qr": image.pk})
            assert "没法检查二维码" in form.errors["wechat_qr"][0]

    @pytest.mark.parametrize("other", [{"bucket_name": "another"}, {"endpoint_url": "http://127.0.0.1:9"}])
    def test_a_bucket_that_refuses_is_away_and_no_picture_gone(self, bucket, image, client, settings, other):
        changed = bucket.storages | {"OPTIONS": bucket.storages["OPTIONS"] | other}
        settings.STORAGES = project.STORAGES | {"default": changed}
        assert client.get(image.url).status_code == 503
        assert "用不了：the bucket " in installation.pictures().text
        assert installation.pictures().is_bad
        with pytest.raises(files.BucketAway):
            default_storage.save("images/aa/a.jpg", files.ContentFile(b"x"))
