"""The queue in the admin: read, and tried again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.models import Job

pytestmark = pytest.mark.django_db
LIST = "admin:jobs_job_changelist"


@pytest.fixture
def parked():
    """A parked job, older than three that are done."""
    job = Job.objects.create(kind="images.render", parked_at=timezone.now(), attempts=5, last_error="文件不见了")
    Job.objects.bulk_create(Job(kind="images.render", done_at=timezone.now()) for _ in range(3))
    return job


def test_what_was_given_up_comes_first_with_its_reason_and_its_name_in_words(admin_client, parked):
    page = admin_client.get(reverse(LIST))
    assert page.context["cl"].result_list[0] == parked
    words = page.content.decode()
    assert "生成图片的各种尺寸" in words
    assert "文件不见了" in words


def test_a_parked_job_can_be_tried_again_and_no_other(admin_client, parked):
    chosen = list(Job.objects.values_list("pk", flat=True))
    admin_client.post(reverse(LIST), {"action": "try_again", "_selected_action": chosen})
    parked.refresh_from_db()
    assert (parked.parked_at, parked.attempts) == (None, 0)
    assert Job.objects.filter(done_at__isnull=False).count() == 3


@pytest.mark.parametrize(("state", "number"), [("parked", 1), ("waiting", 0), ("done", 3)])
def test_jobs_can_be_filtered_by_where_they_stand(admin_client, parked, state, number):
    page = admin_client.get(reverse(LIST), {"state": state, "kind": "images.render"})
    assert len(page.context["cl"].result_list) == number


def test_nobody_writes_jobs_by_hand(admin_client, parked):
    address = reverse("admin:jobs_job_change", args=[parked.pk])
    assert admin_client.get(address).status_code == 200
    assert admin_client.post(address, {"kind": "x"}).status_code == 403
    assert admin_client.get(reverse("admin:jobs_job_add")).status_code == 403


def test_people_without_the_right_see_no_jobs(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("writer", is_staff=True))
    assert client.get(reverse(LIST)).status_code == 403
