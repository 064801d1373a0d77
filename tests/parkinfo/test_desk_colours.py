"""The desk and the public site are one house."""

import re
from pathlib import Path

from django.conf import settings


def tokens(name):
    sheet = (Path(settings.BASE_DIR) / "parkinfo/static/parkinfo" / name).read_text()
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", sheet))


def test_the_desks_colours_are_the_sites():
    """Two sheets, since neither page should load the other's; so a colour changed in one must change in both."""
    desk, site = tokens("admin.css"), tokens("site.css")
    shared = {"ink", "ink-soft", "line", "ground", "blue", "blue-deep", "blue-pale", "accent-deep", "warn-pale"}
    assert {name: desk[name] for name in shared} == {name: site[name] for name in shared}
