"""The page of a complaint says what became of the story it is about, and of its pictures."""

import io

import PIL.Image
import pytest
from django.core.files.base import ContentFile

from images.uploads import store
from jobs.worker import run_one
from leads.models import Complaint
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return store(ContentFile(out.getvalue(), "red.png"))


def test_a_withdrawn_story_is_there_with_its_reason_and_the_pictures_that_stayed(
    send, answers, jinan, client, editor, picture
):
    article = builders.article(city=jinan, title="被投诉的一篇", cover=picture)
    builders.zone(city=jinan, cover=picture)
    address = f"/enquiries/new/?kind=complaint&city=jinan&src={article.get_absolute_url()}"
    send({**answers, "city": "jinan"}, address, kind="complaint")
    client.force_login(editor)
    page = f"/admin/leads/complaint/{Complaint.objects.get().pk}/change/"
    before = client.get(page).content.decode()
    assert "被投诉的一篇" in before
    assert "没有下线" not in before
    article.withdraw(editor, "侵权投诉", with_pictures=True)
    while run_one():
        pass
    after = client.get(page).content.decode()
    assert "撤回：侵权投诉" in after
    assert "0 张已下线，1 张没有下线，因为别处还在用（园区）" in after
    assert "1 张图片别处还在用，没有下线，访客仍打得开" in after


def test_a_story_that_the_person_may_not_see_is_not_named(send, answers, jinan, qingdao, client, editor):
    article = builders.article(city=qingdao, title="别市的一篇")
    address = f"/enquiries/new/?kind=complaint&city=jinan&src={article.get_absolute_url()}"
    send({**answers, "city": "jinan"}, address, kind="complaint")
    Complaint.objects.update(city=jinan)
    client.force_login(editor)
    assert (
        "被指出的文章"
        not in client.get(f"/admin/leads/complaint/{Complaint.objects.get().pk}/change/").content.decode()
    )
