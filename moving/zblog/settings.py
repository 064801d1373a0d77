"""The settings of a Z-BlogPHP site, as its `config` table keeps them."""

from collections.abc import Mapping

from moving.source import Refusal
from moving.zblog import php
from moving.zblog.database import Database
from moving.zblog.rows import Reading

SYSTEM = "system"


def read_settings(database: Database) -> dict[str, php.Value]:
    """{ZC_BLOG_NAME: ...}. One row a setting since 1.7; all of them as one array before."""
    found: dict[str, php.Value] = {}
    for row in database.rows("config"):
        if isinstance(row, Refusal):
            continue
        reading = Reading(row)
        if reading.text("name") != SYSTEM:
            continue
        value, _ = php.read(reading.text("value"))
        if key := reading.text("key"):
            found[key] = value
        elif isinstance(value, dict):
            found |= value
    return found


def told_host(settings: Mapping[str, object]) -> str:
    """The site's address by its own settings, which keep it with a bar after each character; may be wrong or empty."""
    host = settings.get("ZC_BLOG_HOST")
    return host.replace("|", "").strip() if isinstance(host, str) and "{" not in host else ""
