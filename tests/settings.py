"""The settings of a test run: the project's own, in a directory of its own that goes away with the run."""

import atexit
import gc
import os
import shutil
import tempfile

# The heap of a run is large and hardly any of it dies in a circle: looking for circles less often saves a tenth. Said
# here, since the models, which Django loads next, are a good part of it.
gc.set_threshold(50_000, 20, 100)

# What a developer's shell may hold and the tests must not depend on.
for name in (
    "DEBUG",
    "PORT",
    "PUBLIC_PORT",
    "HTTPS",
    "SECRET_KEY",
    "ALWAYS_HOSTS",
    "TRUSTED_PROXIES",
    "EMAIL_HOST",
    "CONN_MAX_AGE",
    "DATABASE_POOLER",
    "DATABASE_DIRECT_URL",
    "REPLICA_URL",
    "REPLICA_MAX_LAG",
    "WECHAT_SDK",
    "MEDIA_S3_BUCKET",
    "MEDIA_S3_ENDPOINT",
    "MEDIA_S3_REGION",
    "MEDIA_S3_KEY_ID",
    "MEDIA_S3_SECRET",
    "MEDIA_S3_PATH_STYLE",
    "LOG_FORMAT",
    "METRICS_TOKEN",
    "BACKUP_DIR",
    "BACKUP_KEEP_DAYS",
    "BACKUP_COPY_DIR",
    "REQUIRE_SECOND_FACTOR",
    "TRUSTED_DEVICE_DAYS",
    "SESSION_IDLE_HOURS",
    "SESSION_LIMIT_DAYS",
):
    os.environ.pop(name, None)
if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker shares the directory of the process that started it
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="parkinfo-test-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from parkinfo.settings import *  # noqa: E402, F403 - all of it, after the environment it reads

# A page in a test needs no collected, hashed files, and a user in a test no slow password.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405 - see above
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - see above
# The host that Django's test client asks for.
ALWAYS_HOSTS = [*ALWAYS_HOSTS, "testserver"]  # noqa: F405 - see above
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# For `make check`.
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405 - see above
MIGRATION_LINTER_OPTIONS = {
    "include_apps": [
        *("addresses", "articles", "hosts", "images", "jobs", "leads", "listings", "moving", "old_lists"),
        *("parkinfo", "push", "reports", "staff", "wechat", "zones"),
    ],
    # Their indexes are of functions, which the tables' own migration cannot know yet; they are made on empty tables.
    "ignore_name": ["0002_triggers_and_indexes"],
    "warnings_as_errors": [],  # all of them
    "no_cache": True,
    "quiet": ["ok", "ignore"],
}
