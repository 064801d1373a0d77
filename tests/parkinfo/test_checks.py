"""A site that is set up wrongly does not start, and says why in one sentence."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections

from parkinfo.environment import env_choice, env_media_storage
from parkinfo.management.commands import prepare_database

pytestmark = pytest.mark.django_db
SENTENCE = "The database is PostgreSQL 14, and ParkInfo needs 15 or newer."


@pytest.fixture
def old_server(monkeypatch):
    """DATABASE_URL names a PostgreSQL 14."""
    monkeypatch.setitem(vars(connections["default"]), "pg_version", 140_011)


def test_an_old_postgresql_is_one_clear_sentence(old_server):
    [error] = run_checks(tags=[Tags.database], databases=["default"])
    assert error.msg == SENTENCE


def test_a_postgresql_of_the_oldest_version_will_do(monkeypatch):
    monkeypatch.setitem(vars(connections["default"]), "pg_version", 150_000)
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_a_check_without_the_database_asks_it_nothing(old_server):
    assert run_checks(tags=[Tags.database]) == []


def test_neither_migrate_nor_serve_goes_on_with_it(old_server):
    with pytest.raises(CommandError, match=SENTENCE):
        call_command("migrate", skip_checks=False)
    with pytest.raises(CommandError, match=SENTENCE):
        prepare_database.Command().handle(demo=False)


def test_a_pooler_that_backups_cannot_pass_is_one_clear_sentence(settings):
    """pg_dump empties the search path of its session, and the next visitor's page would find no table."""
    settings.DATABASE_POOLER = "transaction"
    [error] = run_checks(tags=[Tags.database], databases=["default"])
    assert (error.id, "DATABASE_DIRECT_URL" in error.hint) == ("parkinfo.E004", True)
    settings.DIRECT_DATABASE = connection.settings_dict
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_a_pooler_of_which_the_settings_do_not_know_is_found_by_what_it_keeps_back(monkeypatch):
    """One that is told to ignore what it does not know: sessions would be shared, and nobody would know."""
    with connection.cursor() as cursor:
        cursor.execute("SET client_connection_check_interval = 0")
    [error] = run_checks(tags=[Tags.database], databases=["default"])
    assert (error.id, "DATABASE_POOLER" in error.msg) == ("parkinfo.E005", True)
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    assert run_checks(tags=[Tags.database], databases=["default"]) == []


def test_a_pooler_that_refuses_the_connection_is_not_waited_for(monkeypatch):
    def refuse():
        raise OperationalError("connection failed: FATAL:  unsupported startup parameter: options")

    monkeypatch.setattr(connections["default"], "ensure_connection", refuse)
    with pytest.raises(CommandError, match="DATABASE_POOLER=transaction"):
        prepare_database.Command().handle(demo=False)


def test_a_pooler_of_a_kind_that_nobody_tried_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_POOLER", "statement")
    with pytest.raises(ImproperlyConfigured, match="must be transaction"):
        env_choice("DATABASE_POOLER", "", "transaction")


BUCKET_OF_PICTURES = {
    "MEDIA_S3_BUCKET": "pictures",
    "MEDIA_S3_ENDPOINT": "https://oss-cn-hangzhou.aliyuncs.com",
    "MEDIA_S3_REGION": "cn-hangzhou",
    "MEDIA_S3_KEY_ID": "key",
    "MEDIA_S3_SECRET": "secret",
}


def test_pictures_lie_on_the_disk_unless_a_bucket_is_described():
    assert env_media_storage() == {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def test_a_bucket_is_described_by_the_environment(monkeypatch):
    for name, value in BUCKET_OF_PICTURES.items():
        monkeypatch.setenv(name, value)
    described = env_media_storage()
    assert described["BACKEND"] == "images.bucket.BucketStorage"
    assert set(described["OPTIONS"].values()) == {*BUCKET_OF_PICTURES.values(), False}


@pytest.mark.parametrize("missing", BUCKET_OF_PICTURES)
def test_half_a_bucket_is_one_clear_sentence(monkeypatch, missing):
    for name, value in BUCKET_OF_PICTURES.items():
        monkeypatch.setenv(name, " " if name == missing else value)
    with pytest.raises(ImproperlyConfigured, match=f"needs {missing} as well"):
        env_media_storage()


@pytest.mark.parametrize("address", ["oss-cn-hangzhou.aliyuncs.com", "https://oss.example/pictures", "s3://x"])
def test_an_endpoint_is_scheme_and_host(monkeypatch, address):
    for name, value in (BUCKET_OF_PICTURES | {"MEDIA_S3_ENDPOINT": address}).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match="must look like https"):
        env_media_storage()


def test_a_bucket_without_its_libraries_is_one_clear_sentence(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for name, value in BUCKET_OF_PICTURES.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.txt"):
        env_media_storage()
