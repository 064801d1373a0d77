"""Real pictures, drawn by Pillow, and a media directory of the test's own."""

import io

import PIL.Image
import pytest
from django.core.files.base import ContentFile

from images import bucket
from tests.bucket import Bucket


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """An empty media directory."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def drawn():
    """Makes an uploaded file: a gradient in whose corner `seed` is drawn, so that no two look alike."""

    def draw(kind="JPEG", size=(1500, 1000), mode="RGB", seed=0, name=None, **options):
        picture = PIL.Image.linear_gradient("L").resize(size)
        picture.paste(seed * 10, (0, 0, 16, 16))
        picture = picture.convert(mode)
        out = io.BytesIO()
        picture.save(out, kind, **options)
        return ContentFile(out.getvalue(), name=name or f"厂房.{kind.lower()}")

    return draw


@pytest.fixture(scope="module")
def bucket_server():
    with Bucket() as server:
        yield server


@pytest.fixture
def empty_bucket(bucket_server, monkeypatch):
    """Nobody waits for it as long as visitors would."""
    for name, seconds in {"CONNECT_SECONDS": 0.5, "ANSWER_SECONDS": 0.5, "PAUSE_SECONDS": 0.2}.items():
        monkeypatch.setattr(bucket, name, seconds)
    bucket_server.empty()
    return bucket_server
