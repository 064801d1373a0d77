"""Misconfiguration that Django does not know of, as system checks with an id and a hint."""

import importlib.util

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.module_loading import import_string

from parkinfo.environment import CHECK_INTERVAL

#: The first with NULLS NOT DISTINCT, which constraints use.
OLDEST_POSTGRESQL = 15
#: Also what PgBouncer's refusal of a connection means.
POOLER_IS_HIDDEN = "DATABASE_URL leads to a pooler, and DATABASE_POOLER does not say so."


@register(Tags.database)
def one_driver(app_configs, **kwargs):
    """Django prefers psycopg 3 without a word as soon as any package brings it; we are tested with psycopg2."""
    if importlib.util.find_spec("psycopg"):
        yield Error(
            "psycopg 3 is installed, and Django would use it instead of psycopg2.",
            hint="pip uninstall psycopg, and whatever brought it.",
            id="parkinfo.E001",
        )


@register(Tags.database)
def server_is_new_enough(app_configs, databases=None, **kwargs):
    """Django itself would take an older one. `migrate` and `serve` check it: others may not ask the database."""
    for alias in databases or ():
        version = connections[alias].pg_version
        if version < OLDEST_POSTGRESQL * 10_000:
            yield Error(
                f"The database is PostgreSQL {version // 10_000}, and ParkInfo needs {OLDEST_POSTGRESQL} or newer.",
                hint="DATABASE_URL names it; without DATABASE_URL the embedded server is used.",
                id="parkinfo.E003",
            )


@register(Tags.database)
def programs_pass_the_pooler(app_configs, **kwargs):
    """pg_dump empties the search path of its session, which behind a pooler is a visitor's a moment later."""
    if settings.DATABASE_POOLER and not settings.DIRECT_DATABASE:
        yield Error(
            "DATABASE_POOLER is set, and backups have no way past the pooler.",
            hint="DATABASE_DIRECT_URL: the address of PostgreSQL itself.",
            id="parkinfo.E004",
        )


@register(Tags.database)
def no_pooler_is_hidden(app_configs, databases=None, **kwargs):
    """What is asked for at connecting and not granted was kept back by a pooler, whose sessions are shared."""
    for alias in databases or ():
        connection = connections[alias]
        if connection.settings_dict["OPTIONS"].get("options") != CHECK_INTERVAL:
            continue
        with connection.cursor() as cursor:
            cursor.execute("SHOW client_connection_check_interval")
            granted = cursor.fetchone()[0]
        if granted == "0":
            yield Error(POOLER_IS_HIDDEN, hint="In .env: DATABASE_POOLER=transaction.", id="parkinfo.E005")


@register(Tags.security)
def desk_forms_are_protected(app_configs, **kwargs):
    """Stands in for security.W003, which knows the stock middleware by its name only."""
    if not any(_is_csrf(path) for path in settings.MIDDLEWARE):
        yield Error("No middleware protects the desk's forms from other sites.", id="parkinfo.E002")


@register(Tags.security, deploy=True)
def mail_can_leave(app_configs, **kwargs):
    """Without a mail server the worker prints to the console what people should read."""
    if not settings.EMAIL_HOST:
        yield Warning("EMAIL_HOST is not set: no mail leaves.", hint="See .env.example.", id="parkinfo.W001")


def _is_csrf(path):
    middleware = import_string(path)
    return isinstance(middleware, type) and issubclass(middleware, CsrfViewMiddleware)
