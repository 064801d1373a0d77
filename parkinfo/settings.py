"""Every setting, read from the environment through strict helpers: a wrong value stops the start with one sentence.

`.env.example` lists them all with their defaults. There is one settings module: what differs between a laptop and
production is only the environment.
"""

import os
import secrets
from datetime import timedelta

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from parkinfo.environment import (
    BASE_DIR,
    env_bool,
    env_choice,
    env_database,
    env_file,
    env_int,
    env_list,
    env_media_storage,
    env_path,
)
from plumbing import durable, postgres


def secret_key(path):
    """The key from SECRET_KEY, or one made once and kept at `path` (0600), so that a fresh clone needs no set-up."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    try:
        if not path.exists():
            durable.make_directory(path.parent, parents=True)
            # Of two processes starting at once, one writes and both read.
            durable.write(path, secrets.token_urlsafe(50).encode(), mode=0o600, overwrite=False)
        return path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(f"VAR_DIR cannot be {path.parent}: {error.strerror}.") from error


DEBUG = env_bool("DEBUG", False)

# What the running site writes: database, media, spool, keys. Back this directory up.
VAR_DIR = env_path("VAR_DIR", "var")
SECRET_KEY = secret_key(VAR_DIR / "secret_key")

# A new city's host is a row and needs no deploy, and so is an old one: `parkinfo.middleware` refuses all but those and
# ALWAYS_HOSTS.
ALLOWED_HOSTS = ["*"]
ALWAYS_HOSTS = env_list("ALWAYS_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# The port in the addresses we print, when it is not the scheme's own; hosts in the database have none.
PUBLIC_PORT = env_int("PUBLIC_PORT", env_int("PORT", 0))
# Peers whose X-Forwarded-For and X-Forwarded-Proto we believe: the addresses of our own nginx.
TRUSTED_PROXIES = env_list("TRUSTED_PROXIES", ["127.0.0.1", "::1"])

INSTALLED_APPS = [
    "parkinfo",
    "demo",
    "backups",
    "hosts",
    "push",
    "wechat",
    "addresses",
    "articles",
    "reports",
    "old_lists",
    "moving",
    "leads",
    "listings",
    "staff",
    "zones",
    "images",
    "jobs",
    "taggit",
    "csp",
    "django_prose_editor",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "parkinfo.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "parkinfo.monitoring.request_id.RequestIdMiddleware",
    "parkinfo.monitoring.requests.CountingMiddleware",
    "parkinfo.middleware.RetryLaterMiddleware",
    "parkinfo.middleware.CleanRequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Above the site: static files are the same on every host, so none costs the query for it.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parkinfo.media.MediaMiddleware",
    "parkinfo.middleware.SiteMiddleware",
    # Above the hop to https, which then is one to the host that an old one leads to.
    "addresses.old_hosts.OldHostMiddleware",
    "addresses.middleware.OneHopMiddleware",
    "parkinfo.middleware.SecurityPolicyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "parkinfo.middleware.DeskSession",
    "parkinfo.middleware.DeskCsrf",
    "parkinfo.middleware.DeskAuthentication",
    "parkinfo.middleware.DeskSecondFactor",
    "parkinfo.middleware.DeskMessages",
    "parkinfo.middleware.DeskSignIn",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "parkinfo.middleware.DeskThrottle",
    # Innermost, so that they see a 404 before CommonMiddleware adds a slash.
    "addresses.asked_slugs.SlugsOfTodayMiddleware",
    "addresses.middleware.OldAddressMiddleware",
]

ROOT_URLCONF = "parkinfo.urls"
# Where staff work. Everything else is public.
DESK_PATH = "/admin/"
WSGI_APPLICATION = "parkinfo.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parkinfo.context.site",
            ],
        },
    },
]

# Database. Unset: the embedded server under VAR_DIR, which `manage.py` and `make run` start (importing this does not).
DATABASE_POOLER = env_choice("DATABASE_POOLER", "", "transaction")
DATABASES = {
    "default": env_database("DATABASE_URL", postgres.url(VAR_DIR / "postgres"), is_pooled=bool(DATABASE_POOLER))
}
# Past the pooler, for PostgreSQL's own programs: what pg_dump sets in its session would stay there for others.
DIRECT_DATABASE = env_database("DATABASE_DIRECT_URL", "") if os.environ.get("DATABASE_DIRECT_URL") else None
# A read replica: public pages are read there while it is at most so many seconds behind (plumbing/replica.py).
REPLICA_MAX_LAG = env_int("REPLICA_MAX_LAG", 10, least=1)
DATABASE_ROUTERS = []
if os.environ.get("REPLICA_URL"):
    DATABASES["replica"] = env_database("REPLICA_URL", "") | {"TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS.append("plumbing.replica.Router")
    MIDDLEWARE.insert(MIDDLEWARE.index("parkinfo.middleware.SiteMiddleware"), "parkinfo.reading.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "staff.backends.GrantBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "staff.passwords.NoRepeatedNameValidator"},
    {"NAME": "staff.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Who knows it may read the depths of spool, queue and quarantine at /healthz/desk; unset, nobody may.
HEALTH_TOKEN = os.environ.get("HEALTH_TOKEN", "")
# Likewise /metrics, which this machine itself may always read; docs/monitoring.md.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")

# Signing in: docs/staff.md says what holds.
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
# With the second factor required, who has none is led to it and reaches nothing else.
REQUIRE_SECOND_FACTOR = env_bool("REQUIRE_SECOND_FACTOR", False)
# For how long a device that a person trusts is asked for no code, and stays signed in; 0: none may be trusted.
TRUSTED_DEVICE_DAYS = env_int("TRUSTED_DEVICE_DAYS", 30)
# Elsewhere a session ends after so long without a click, and at last in any case.
SESSION_IDLE_HOURS = env_int("SESSION_IDLE_HOURS", 12, least=1)
SESSION_LIMIT_DAYS = env_int("SESSION_LIMIT_DAYS", 7, least=1)
# Five wrong passwords for an account from an address close that way in for a quarter of an hour: never the account,
# so that nobody locks its owner out from elsewhere. staff/throttle.py adds a wider limit for an address as a whole.
AXES_HANDLER = "staff.throttle.Throttle"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_NEVER_LOCKOUT_GET = True
AXES_CLIENT_IP_CALLABLE = "staff.throttle.address"
AXES_USERNAME_CALLABLE = "staff.throttle.account"
AXES_LOCKOUT_CALLABLE = "staff.throttle.locked_out"
# The record of sign-ins is ours, without whole addresses.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# A recovery code has 50 random bits: waiting protects nothing, and would let others keep its owner waiting.
OTP_STATIC_THROTTLE_FACTOR = 0

# Backups: where, how long (0: none are made by night and nobody is warned), and a second place, better another disk.
BACKUP_DIR = env_path("BACKUP_DIR", VAR_DIR / "backups")
BACKUP_KEEP_DAYS = env_int("BACKUP_KEEP_DAYS", 30)
BACKUP_COPY_DIR = env_path("BACKUP_COPY_DIR", "") if os.environ.get("BACKUP_COPY_DIR") else None

# Where backups of old sites lie that are to move in (docs/moving.md): the desk offers what is in it.
MOVING_DIR = env_path("MOVING_DIR", VAR_DIR / "moving")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    # MEDIA_ROOT, or with MEDIA_S3_BUCKET a bucket, under the same addresses.
    "default": env_media_storage(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "plumbing.uploads.DiskUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Public pages carry no inline script or style and no nonce, so one cached copy serves everybody.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
# The admin's pages, each made for one person, may carry a nonce.
DESK_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:"],
    "object-src": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
}

# TLS ends at our nginx, which sends X-Forwarded-Proto; HTTPS=1 says the public addresses are https.
HTTPS = env_bool("HTTPS", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
# Static files go to https here; all else in OneHopMiddleware, which knows where it is now.
SECURE_REDIRECT_EXEMPT = [f"^(?!{STATIC_URL[1:]})"]
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31536000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("HSTS_SUBDOMAINS", HTTPS)
SECURE_HSTS_PRELOAD = env_bool("HSTS_PRELOAD", False)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_PATH = DESK_PATH
SESSION_COOKIE_AGE = SESSION_LIMIT_DAYS * 86400
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_PATH = DESK_PATH
CSRF_FAILURE_VIEW = "staff.kept_posts.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# Two checks know stock middleware by name, and ours are subclasses for the desk alone: security.W003 the CSRF one, for
# which parkinfo.E002 looks, and axes.W002 its own.
# W021 asks for HSTS preload, which browsers cannot be made to forget for months: the owner's own decision.
SILENCED_SYSTEM_CHECKS = ["security.W003", "axes.W002", "security.W021"]

# What search engines are told an article is: NewsArticle is for media with a news licence.
NEWS_ARTICLES = env_bool("NEWS_ARTICLES", False)

# Tencent's JS-SDK as a file on this machine, which we may not ship; docs/wechat.md. Unset: no cards in WeChat.
WECHAT_SDK = env_file("WECHAT_SDK")

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "articles.tags.parse"
TAGGIT_STRING_FROM_TAGS = "articles.tags.join"

# Mail leaves through the worker only, never from a request.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = env_int("EMAIL_PORT", 465)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "parkinfo@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "django.core.mail.backends.console.EmailBackend"
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "plumbing.log_lines.Formatter",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "plumbing.log_lines.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": env_choice("LOG_FORMAT", "text", "json")}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO").upper()},
    # Django prints a request's own data with its errors to mail; ours go to the console, without bodies.
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "WARNING"},
    },
}
