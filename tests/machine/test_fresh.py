"""deploy/install on a Debian that is still as it came: what it would do, and what it refuses."""

import re
import socket

import pytest

from tests.machine.visitor import HOST

pytestmark = pytest.mark.machine

INSTALL = "/opt/release/deploy/install"


def files(machine):
    """{path: when it was changed} of all that an installation writes."""
    found = {}
    for place in ("etc", "srv", "var/lib", "var/backups", "var/log", "var/www", "usr/bin"):
        found |= {path: path.lstat().st_mtime_ns for path in (machine.root / place).rglob("*")}
    return found


def refusal(machine, *words, before=":"):
    """The sentence with which it ends, after `before` was done on the machine."""
    script = f'{before}; exec "$@"'
    ended = machine.without_systemd("bash", "-c", script, "bash", INSTALL, *words, check=False)
    assert ended.returncode == 1, ended.stdout
    [sentence] = [line for line in ended.stderr.splitlines() if line.startswith("Not installed: ")]
    return sentence


def test_check_says_what_would_be_done_and_changes_nothing(machine):
    before = files(machine)
    said = machine.without_systemd(INSTALL, "--check", "--host", HOST).stdout
    assert files(machine) == before
    would = [line for line in said.splitlines() if line.startswith("would: ")]
    assert re.search(r"^Changes that would be made: (\d+)\. None was\.$", said, re.MULTILINE)[1] == str(len(would))
    for thing in ("packages", "user parkinfo", "/etc/parkinfo/env", "database parkinfo", "parkinfo-web.service"):
        assert any(thing in line for line in would), thing
    # No systemd runs on a machine that is off.
    assert "parkinfo-web parkinfo-worker parkinfo-worker-urgent; and nginx" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "say which host"),
        (["--host"], "--host needs a value"),
        (["--host", "WWW.park.example"], "is no host like www.example.com"),
        (["--host", "https://www.park.example/"], "is no host like www.example.com"),
        (["--hosts", HOST], "there is no option --hosts"),
    ],
)
def test_wrong_words_are_refused_with_a_sentence(machine, words, sentence):
    assert sentence in refusal(machine, *words)


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("mount -t tmpfs -o size=50m none /srv", "/srv has 50 MB left"),
        ("printf 'ID=ubuntu\\nVERSION_ID=24.04\\n' >/run/other; mount --bind /run/other /etc/os-release", "no Debian"),
        ("printf 'ID=debian\\nVERSION_ID=11\\n' >/run/other; mount --bind /run/other /etc/os-release", "Debian 12"),
        (
            "mkdir -p /etc/parkinfo; mount -t tmpfs none /etc/parkinfo; echo VAR_DIR=/x >/etc/parkinfo/env",
            "say VAR_DIR=",
        ),
        ("mount -t tmpfs none /srv; mkdir /srv/parkinfo", "/srv/parkinfo was put there by hand"),
    ],
)
def test_a_machine_that_will_not_do_is_refused_with_a_sentence(machine, before, sentence):
    """Mounts go with the command."""
    assert sentence in refusal(machine, "--host", HOST, before=before)


def test_only_root_installs(machine):
    before = 'set -- setpriv --reuid=65534 --clear-groups "$@"'
    assert "only root can" in refusal(machine, "--host", HOST, before=before)


def test_another_program_on_nginx_s_port_is_refused_with_a_sentence(machine):
    with socket.create_server(("127.0.0.1", 80)):
        assert "another program than nginx has port 80" in refusal(machine, "--host", HOST)
