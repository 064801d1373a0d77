"""The environment, read strictly: a variable that is there and wrong stops the start with one sentence."""

import importlib.util
import os
import re
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

#: The checkout.
BASE_DIR = Path(__file__).resolve().parent.parent


#: What of a bucket has to be said, by the names that BucketStorage has for it.
BUCKET = {
    "bucket_name": "MEDIA_S3_BUCKET",
    "endpoint_url": "MEDIA_S3_ENDPOINT",
    "region_name": "MEDIA_S3_REGION",
    "access_key": "MEDIA_S3_KEY_ID",
    "secret_key": "MEDIA_S3_SECRET",
}

#: What a connection of ours asks PostgreSQL for, and a pooler keeps from it.
CHECK_INTERVAL = "-c client_connection_check_interval=10s"


def env_bool(name, default):
    """A yes/no variable; anything but 1/0, true/false, yes/no, on/off stops the start."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def env_int(name, default, least=0):
    """A whole number >= `least`."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdecimal() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of {least} or more, not {value!r}.")
    return int(value)


def env_choice(name, default, *others):
    """One of a few words; an empty `default` means that it may be unset."""
    value = os.environ.get(name, "").strip().lower() or default
    if value not in {default, *others}:
        words = " or ".join(word or "unset" for word in (*others, default))
        raise ImproperlyConfigured(f"{name} must be {words}, not {value!r}.")
    return value


def env_list(name, default):
    """Comma-separated words."""
    value = os.environ.get(name)
    if value is None:
        return default
    return [word.strip() for word in value.split(",") if word.strip()]


def env_path(name, default):
    """A directory; relative paths count from the checkout."""
    return (BASE_DIR / (os.environ.get(name) or default)).resolve()


def env_file(name):
    """A file that exists, or None; relative paths count from the checkout."""
    if not os.environ.get(name):
        return None
    path = (BASE_DIR / os.environ[name]).resolve()
    if not path.is_file():
        raise ImproperlyConfigured(f"{name} names no file: {path}.")
    return path


def env_database(name, default, *, is_pooled=False):
    """Django's settings of the PostgreSQL that a URL names: constraints, triggers and search are PostgreSQL's.

    `is_pooled`: a pooler answers there, which gives each transaction another session.
    """
    try:
        database = dj_database_url.parse(os.environ.get(name) or default)
    except ValueError:
        database = {"ENGINE": None}
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must look like postgres://user:password@host:5432/name.")
    # No health checks, a question more a request: SiteMiddleware's own first query tells a dead connection.
    age = env_int("CONN_MAX_AGE", 600)
    # A cursor on a pooled server would be left behind in another's transaction. A connection to the pooler may be kept;
    # one that is not kept, without a word about a pooler, is taken for one's.
    is_shared = is_pooled or age == 0
    database |= {"CONN_MAX_AGE": age, "DISABLE_SERVER_SIDE_CURSORS": is_shared}
    options = database.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 3)
    if not is_shared:
        # A statement for which nobody waits any more ends; PgBouncer refuses to pass this on, see docs/scaling.md.
        options.setdefault("options", CHECK_INTERVAL)
    return database


def env_media_storage():
    """Django's settings of where pictures lie: MEDIA_ROOT, or the bucket that the variables of BUCKET describe."""
    given = {option: value for option, name in BUCKET.items() if (value := os.environ.get(name, "").strip())}
    path_style = env_bool("MEDIA_S3_PATH_STYLE", False)
    if not given:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if missing := [name for option, name in BUCKET.items() if option not in given]:
        raise ImproperlyConfigured(f"A bucket for pictures needs {', '.join(missing)} as well.")
    if not re.fullmatch(r"https?://[^/?#@\s]+/?", given["endpoint_url"]):
        raise ImproperlyConfigured("MEDIA_S3_ENDPOINT must look like https://oss-cn-hangzhou.aliyuncs.com.")
    if not (importlib.util.find_spec("storages") and importlib.util.find_spec("boto3")):
        raise ImproperlyConfigured(
            "MEDIA_S3_BUCKET needs libraries: pip install --require-hashes --requirement requirements-s3.txt."
        )
    return {"BACKEND": "images.bucket.BucketStorage", "OPTIONS": given | {"path_style": path_style}}
