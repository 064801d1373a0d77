"""Media without an nginx in front: granian's visitors get them from the application, which holds no thread for them."""

import pytest

NAME = "images/ab/" + "ab" * 32


@pytest.fixture
def media(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in (f"{NAME}.jpg", f"{NAME}-320.webp", f".offline/{NAME}.png"):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture")
    (tmp_path / "secret_key").write_text("secret")


def test_a_file_is_served_on_any_host_without_the_database(client, media):
    """No `django_db` mark: a query would fail."""
    for name, kind in ((f"{NAME}.jpg", "image/jpeg"), (f"{NAME}-320.webp", "image/webp")):
        answer = client.get(f"/media/{name}", headers={"host": "any.example"})
        assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"picture", kind)
        assert not answer.streaming
        assert answer["Cache-Control"] == "public, max-age=604800"  # what is taken offline must not stay for a year
        assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)


@pytest.mark.parametrize(
    "name",
    [f"{NAME}.png", f".offline/{NAME}.png", f"./.offline/{NAME}.png", f"images/../.offline/{NAME}.png", "", "x/"],
)
def test_what_is_offline_or_was_deleted_is_gone_and_the_answer_kept_by_nobody(client, media, name):
    answer = client.get(f"/media/{name}")
    assert (answer.status_code, answer["Cache-Control"], answer.content) == (410, "no-store", b"")


@pytest.mark.parametrize("name", ["../secret_key", "images/../../secret_key", "%2e%2e/secret_key", "/etc/hostname"])
def test_nothing_outside_is_served(client, media, name):
    assert client.get(f"/media/{name}").status_code in {404, 410}


def test_a_name_longer_than_any_is_no_error(client, media):
    assert client.get(f"/media/{'x' * 5000}").status_code == 410


def test_media_are_only_read(client, media):
    assert client.post(f"/media/{NAME}.jpg").status_code == 405
