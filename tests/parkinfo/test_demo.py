"""The demo content: complete, marked as invented, loaded once and never over anybody's work."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles import body
from articles.models import Article
from zones.models import City, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_loading_twice_changes_nothing(media):
    call_command("load_demo", stdout=StringIO())
    first = [model.objects.count() for model in (Article, City, Zone)]
    output = StringIO()
    call_command("load_demo", stdout=output)
    assert [model.objects.count() for model in (Article, City, Zone)] == first
    assert "没有改动" in output.getvalue()


def test_other_content_is_left_alone(media):
    City.objects.create(name="某市", slug="moushi")
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo", stdout=StringIO())
    assert not Article.objects.exists()


def test_every_body_is_stored_as_it_was_written(media):
    call_command("load_demo", stdout=StringIO())
    for article in Article.objects.all():
        assert body.clean(article.body) == article.body
