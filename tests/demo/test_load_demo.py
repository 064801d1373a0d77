"""Loading the demo content beside what somebody has already put in: nothing of theirs changes."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from staff.models import User
from zones.models import City

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_other_content_is_left_alone():
    City.objects.create(name="某市", slug="moushi")
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo")
    assert not Article.objects.exists()


def test_force_adds_to_what_is_there_and_overwrites_nothing():
    City.objects.create(name="济南", slug="jinan", intro="自己写的介绍")
    User.objects.create_user("admin", password="own-password")
    output = StringIO()
    call_command("load_demo", "--force", stdout=output)
    assert "密码未改" in output.getvalue()
    assert City.objects.get(slug="jinan").intro == "自己写的介绍"
    assert User.objects.get(username="admin").check_password("own-password")
