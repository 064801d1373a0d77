"""A release is known by its files, so that every deploy changes every ETag."""

import os

import pytest

from plumbing.release import release_of


@pytest.fixture
def checkout(tmp_path):
    for name in ("app/__init__.py", "app/static/site.css", "templates/page.html", "var/index.html", "app/photo.webp"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was")
        os.utime(tmp_path / name, (0, 0))
    return tmp_path


def test_the_same_files_are_the_same_release(checkout):
    assert release_of(checkout) == release_of(checkout)
    assert len(release_of(checkout)) == 12


@pytest.mark.parametrize("name", ["app/__init__.py", "app/static/site.css", "templates/page.html"])
def test_a_file_of_another_size_or_time_is_another_release(checkout, name):
    before = release_of(checkout)
    os.utime(checkout / name, (0, 1))
    later = release_of(checkout)
    (checkout / name).write_text("as it is now")
    os.utime(checkout / name, (0, 1))
    assert len({before, later, release_of(checkout)}) == 3


def test_a_file_of_another_name_is_another_release(checkout):
    before = release_of(checkout)
    (checkout / "templates/page.html").rename(checkout / "templates/other.html")
    assert release_of(checkout) != before


def test_what_is_no_source_is_none_of_it(checkout):
    """Uploads, and what else lies about."""
    before = release_of(checkout)
    (checkout / "var/index.html").write_text("another")
    (checkout / "app/photo.webp").write_text("another")
    assert release_of(checkout) == before
