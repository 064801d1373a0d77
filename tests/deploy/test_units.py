"""The systemd units: what starts without a database, and that nothing is ever given up."""

import shutil
import subprocess

import pytest
from django.conf import settings

from manage import WITHOUT_DATABASE
from tests.deploy.unit_files import read

SHIPPED = settings.BASE_DIR / "deploy/systemd"
UNITS = sorted(SHIPPED.glob("*.service"))
#: Tenths, as `systemd-analyze security --threshold` takes them.
MOST_EXPOSED = 20

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_starts_it_again_and_never_gives_up(path):
    unit = read(path)
    assert unit["Unit"]["StartLimitIntervalSec"] == ["0"]
    assert unit["Service"]["Restart"] == (["on-failure"] if unit["Service"].get("Type") == ["oneshot"] else ["always"])


def test_the_web_application_starts_without_a_database():
    web = read(SHIPPED / "parkinfo-web.service")
    for command in web["Service"]["ExecStartPre"]:
        assert command.partition("manage.py ")[2].split()[0] in WITHOUT_DATABASE
    assert web["Unit"]["Wants"] == ["parkinfo-migrate.service"]  # beside it, whether or not it succeeds
    assert "parkinfo-migrate.service" not in " ".join(web["Unit"]["After"])
    assert "Requires" not in web["Unit"]


@pytest.fixture
def placed(tmp_path):
    """The units with programs and a user that are on this machine, and what holds for all of them."""
    shutil.copytree(SHIPPED, tmp_path, dirs_exist_ok=True)
    paths = sorted(tmp_path.glob("*.service"))
    for path in paths:
        text = path.read_text(encoding="utf-8").replace("/srv/parkinfo/.venv/bin/", "/bin/")
        text = text.replace("/bin/python", "/bin/true").replace("/bin/granian", "/bin/true")
        path.write_text(text.replace("User=parkinfo", "User=root"))
    return paths


@needs_systemd
def test_systemd_understands_every_line(placed):
    checked = subprocess.run(["systemd-analyze", "verify", *placed], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@needs_systemd
def test_systemd_finds_every_unit_shut_off(placed):
    """Of 10 points (as exposed as can be) at most 2; `systemd-analyze security` says what each point is for."""
    for path in placed:
        command = ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={MOST_EXPOSED}", path]
        checked = subprocess.run(command, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_unit_takes_back_what_holds_for_all_of_them():
    common = read(SHIPPED / "parkinfo-.service.d/hardening.conf")["Service"]
    for path in UNITS:
        assert not common.keys() & read(path)["Service"].keys(), path.name
