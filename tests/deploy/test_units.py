"""The systemd units: what starts without a database, and that nothing is ever given up."""

import shutil
import subprocess

import pytest
from django.conf import settings

from manage import WITHOUT_DATABASE

UNITS = sorted((settings.BASE_DIR / "deploy/systemd").glob("*.service"))


def read(path):
    """{section: {key: [value, ...]}}: a key may stand in a section more than once."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_starts_it_again_and_never_gives_up(path):
    unit = read(path)
    assert unit["Unit"]["StartLimitIntervalSec"] == ["0"]
    assert unit["Service"]["Restart"] == (["on-failure"] if unit["Service"].get("Type") == ["oneshot"] else ["always"])


def test_the_web_application_starts_without_a_database():
    web = read(settings.BASE_DIR / "deploy/systemd/parkinfo-web.service")
    for command in web["Service"]["ExecStartPre"]:
        assert command.partition("manage.py ")[2].split()[0] in WITHOUT_DATABASE
    assert web["Unit"]["Wants"] == ["parkinfo-migrate.service"]  # beside it, whether or not it succeeds
    assert "parkinfo-migrate.service" not in " ".join(web["Unit"]["After"])
    assert "Requires" not in web["Unit"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_understands_every_line(tmp_path):
    for path in UNITS:
        text = path.read_text(encoding="utf-8").replace("/srv/parkinfo/.venv/bin/", "/bin/")
        text = text.replace("/bin/python", "/bin/true").replace("/bin/granian", "/bin/true")
        (tmp_path / path.name).write_text(text.replace("User=parkinfo", "User=root"))
    command = ["systemd-analyze", "verify", *(tmp_path / path.name for path in UNITS)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
