"""The key that is made once: the same for every process, and no half of one."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from parkinfo import settings
from tests.disk import DURABLY


@pytest.fixture(autouse=True)
def not_in_the_environment(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)


def test_it_is_made_once_durably_and_for_nobody_elses_eyes(tmp_path, disk):
    path = tmp_path / "var/secret_key"
    key = settings.secret_key(path)
    assert settings.secret_key(path) == key
    assert len(key) > 50
    assert disk.order(path) == DURABLY
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_processes_that_start_at_once_have_the_same_one(tmp_path, monkeypatch):
    """The other has written its key after we looked whether there was one."""
    path = tmp_path / "secret_key"
    path.write_text("the other's")
    monkeypatch.setattr(type(path), "exists", lambda self: False)
    assert settings.secret_key(path) == "the other's"


def test_a_directory_that_cannot_be_made_is_one_clear_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="VAR_DIR cannot be"):
        settings.secret_key(tmp_path / "file/secret_key")
