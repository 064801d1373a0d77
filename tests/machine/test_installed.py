"""A fresh Debian becomes the site by deploy/install, and stays it: the tests are its days, in their order."""

import re
import shutil
from pathlib import Path

import pytest

from bench.desk_server import wait_until
from tests.deploy.unit_files import read
from tests.machine.base import is_taken
from tests.machine.visitor import CITY_HOST, HOST, ask, send

pytestmark = pytest.mark.machine

INSTALL = "/opt/release/deploy/install"
HOSTS = ["--host", HOST, "--host", CITY_HOST]
CONTENT = f"""
from tests import builders
builders.portal(host="{HOST}", contact=builders.contact())
builders.article(title="第一条示例", city=builders.city(slug="shi", name="示例城", host="{CITY_HOST}"))
"""
PICTURE = """
import io
import PIL.Image
from images import uploads
out = io.BytesIO()
PIL.Image.new("RGB", (1500, 1200), "red").save(out, "JPEG")
print(uploads.store(io.BytesIO(out.getvalue())).url)
"""
#: Seconds: on a busy machine a process takes its time to start.
PATIENCE = 180
SERVICES = ("parkinfo-web", "parkinfo-worker", "parkinfo-worker-urgent")
STORED = "SELECT count(*) FROM leads_enquiry"


@pytest.fixture(scope="module")
def installed(machine):
    """The machine, with what deploy/install said the first time."""
    shutil.copy(Path(__file__).with_name("certbot"), machine.root / "usr/local/bin")
    machine.boot()
    machine.said = machine.run(INSTALL, *HOSTS, "--certificate-mail", "owner@park.example").stdout
    machine.manage("shell", "--verbosity=0", "--command", CONTENT)
    return machine


def test_it_is_installed_by_one_command_which_ends_with_the_doctor(installed):
    assert re.search(r"^Changes made: \d+\.$", installed.said, re.MULTILINE)
    assert "[正常] 数据库" in installed.said
    # Those alone are its owner's, and in December the holidays of a year that nobody has announced yet.
    assert set(re.findall(r"\[不对\] (\w+)", installed.said)) - {"放假安排"} == {"域名", "最近备份", "邮件"}


def test_a_second_run_changes_nothing_and_says_so(installed):
    said = installed.run(INSTALL).stdout
    assert "\nNothing was changed.\n" in said, said
    assert "Changes that would be made: 0." in installed.run(INSTALL, "--check").stdout


def test_what_is_personal_is_for_the_site_alone(installed):
    places = ["/etc/parkinfo/env", "/var/lib/parkinfo", "/var/backups/parkinfo", "/srv/parkinfo/"]
    rights = installed.run("stat", "-c", "%a %U:%G", *places).stdout.split("\n")
    assert rights[:4] == ["600 parkinfo:parkinfo", "750 parkinfo:www-data", "700 parkinfo:parkinfo", "755 root:root"]
    strange = ["runuser", "-u", "nobody", "--", "psql", "-d", "parkinfo", "-U", "parkinfo", "-c", "SELECT 1"]
    assert installed.run(*strange, check=False).returncode


def test_pages_of_every_host_come_by_https_with_let_s_encrypt_s_certificate(installed):
    for host in (HOST, CITY_HOST):
        status, headers, body = ask(installed, "/news/", host=host)
        assert (status, "第一条示例" in body.decode()) == (200, True)
        assert "max-age=31536000" in headers["Strict-Transport-Security"]
    [sheet] = re.findall(r'href="(/static/[^"]+\.css)"', body.decode())[:1]
    assert ask(installed, sheet)[0] == 200


def test_a_picture_is_rendered_by_the_worker_and_served_by_nginx(installed):
    address = installed.manage("shell", "--verbosity=0", "--command", PICTURE).strip()
    assert ask(installed, address)[0] == 200
    wait_until(lambda: installed.ask("SELECT cardinality(rendered_widths) > 0 FROM images_image") == "t", PATIENCE)
    smaller = re.sub(r"\.\w+$", "-320.webp", address)
    assert ask(installed, smaller)[0] == 200


def test_an_enquiry_is_stored_and_waits_in_the_spool_while_the_database_is_away(installed):
    first = send(installed, 1)
    wait_until(lambda: installed.ask(f"{STORED} WHERE receipt = '{first}'") == "1", PATIENCE)
    installed.run("systemctl", "stop", "postgresql@15-main")
    try:
        second = send(installed, 2)
        assert len(list((installed.root / "var/lib/parkinfo/spool").glob("*.json"))) == 1
    finally:
        installed.run("systemctl", "start", "postgresql@15-main")
    wait_until(lambda: installed.ask(f"{STORED} WHERE receipt = '{second}'") == "1", PATIENCE)


def test_the_worker_makes_the_nightly_backup_and_proves_it(installed):
    """In its unit, in which only two directories can be written and no process of another user is seen."""
    installed.ask("UPDATE jobs_job SET run_at = now() WHERE kind = 'backups.back_up'")
    place = installed.root / "var/backups/parkinfo"
    wait_until(lambda: list(place.glob("*.proof")), PATIENCE)
    [proof] = place.glob("*.proof")
    assert '"problem": ""' in proof.read_text()
    assert "[不对] 最近备份" not in installed.manage("doctor", check=False)


def test_the_processes_are_shut_off(installed):
    """What systemd understood of the files, asked of the kernel; and none was refused what it needed."""
    for unit in SERVICES:
        pid = installed.run("systemctl", "show", "--property=MainPID", "--value", unit).stdout.strip()
        status = dict(re.findall(r"^(\w+):\s*(.*)$", installed.run("cat", f"/proc/{pid}/status").stdout, re.MULTILINE))
        assert (status["Seccomp"], status["NoNewPrivs"], int(status["CapBnd"], 16)) == ("2", "1", 0), unit
        written = installed.run("nsenter", "--target", pid, "--mount", "touch", "/etc/of-a-test", check=False)
        assert "Read-only" in written.stderr, unit
    ours = [f"_SYSTEMD_UNIT={unit}.service" for unit in ("parkinfo-migrate", *SERVICES)]
    journal = installed.run("journalctl", "--boot", "--no-pager", *ours).stdout
    assert "Traceback" not in journal
    assert "not permitted" not in journal


def test_the_embedded_postgres_runs_in_its_unit_as_well(installed):
    unit = "deploy/systemd/parkinfo-postgres.service"
    installed.run("cp", f"/srv/parkinfo/{unit}", "/etc/systemd/system/")
    installed.run("systemctl", "daemon-reload")
    installed.run("systemctl", "start", "parkinfo-postgres")
    words = ["runuser", "-u", "parkinfo", "--", "psql", "-h", "/var/lib/parkinfo/postgres", "-qtAc", "SELECT 1"]
    wait_until(lambda: installed.run(*words, check=False).stdout.strip() == "1", PATIENCE)
    installed.run("systemctl", "stop", "parkinfo-postgres")
    # Told to end it has not failed.
    assert installed.run("systemctl", "is-failed", "parkinfo-postgres", check=False).stdout == "inactive\n"
    installed.run("rm", f"/etc/systemd/system/{Path(unit).name}")


def test_logs_are_rotated_by_our_rule_alone(installed):
    said = installed.run("logrotate", "--debug", "/etc/logrotate.conf").stderr
    assert "error:" not in said
    assert "/var/log/parkinfo/access.log" in said


def test_a_new_release_keeps_the_data_and_what_its_owner_changed(installed):
    path, here = installed.bring("newer")
    newest = max((here / "zones/migrations").glob("0*.py")).stem
    (here / "zones/migrations/9999_of_a_test.py").write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f"    dependencies = [('zones', '{newest}')]\n"
        "    operations = [migrations.RunSQL('CREATE TABLE of_a_test ()', 'DROP TABLE of_a_test')]\n"
    )
    template = here / "templates/base.html"
    template.write_text(template.read_text().replace("</body>", "<!-- newer --></body>"))
    mine = installed.root / "etc/nginx/offline.html"
    mine.write_text(mine.read_text().replace("400-000-0000", "400-111-2222"))
    settings = (installed.root / "etc/parkinfo/env").read_text()
    before = installed.ask(STORED)

    said = installed.run(f"{path}/deploy/install").stdout
    assert "Migrate the database." in said
    assert "Install the packages" not in said
    assert "Install the libraries" not in said
    assert "/etc/nginx/offline.html was changed by hand" in said
    assert "400-111-2222" in mine.read_text()
    assert (installed.root / "etc/parkinfo/env").read_text() == settings
    assert installed.ask(STORED) == before
    assert installed.ask("SELECT count(*) FROM of_a_test") == "0"
    wait_until(lambda: "<!-- newer -->" in ask(installed, "/news/")[2].decode(), PATIENCE)
    assert "Nothing was changed." in installed.run(f"{path}/deploy/install").stdout


def test_an_older_release_is_refused(installed):
    """Its code does not know what the database has been through."""
    refused = installed.run(INSTALL, check=False)
    assert refused.returncode == 1
    assert "older than the installed one and lacks its zones/migrations/9999_of_a_test.py" in refused.stderr


def test_after_a_restart_of_the_machine_everything_is_back_by_itself(installed):
    installed.power_off()
    installed.boot()
    # Of pages nginx has kept copies.
    wait_until(lambda: ask(installed, "/healthz/ready")[0] == 200, PATIENCE)
    receipt = send(installed, 3)
    wait_until(lambda: installed.ask(f"{STORED} WHERE receipt = '{receipt}'") == "1", PATIENCE)


def by_hand(path):
    """The shell's words for what a unit's file says: who starts what, where, with which settings."""
    service = read(path)["Service"]
    [user], [directory], [settings], [command] = (
        service[key] for key in ("User", "WorkingDirectory", "EnvironmentFile", "ExecStart")
    )
    lines = [f"cd {directory}", f"set -a; source {settings}; set +a"]
    lines += [f"runuser -u {user} -- {before.removeprefix('-')}" for before in service.get("ExecStartPre", [])]
    return "(\n" + "\n".join([*lines, f"exec runuser -u {user} -- {command}"]) + "\n) &"


def test_without_systemd_it_says_what_to_start_and_the_units_lines_start_it(installed):
    """As in a container: nothing runs that is not begun here."""
    installed.power_off()
    units = ["parkinfo-migrate", *SERVICES]
    place = installed.root / "etc/systemd/system"
    lines = ["/opt/newer/deploy/install >/opt/said", *(by_hand(place / f"{unit}.service") for unit in units)]
    installed.start("bash", "-c", "\n".join([*lines, "nginx", "sleep infinity"]))
    wait_until(lambda: is_taken(443), PATIENCE)
    said = (installed.root / "opt/said").read_text()
    assert "Start PostgreSQL." in said
    assert " ".join(units) in said
    wait_until(lambda: ask(installed, "/healthz/ready")[0] == 200, PATIENCE)
    receipt = send(installed, 4)
    wait_until(lambda: installed.ask(f"{STORED} WHERE receipt = '{receipt}'") == "1", PATIENCE)
