"""deploy/cluster/turn.sh: a node is taken out of nginx's upstream and put back, and readers always have one."""

import os
import subprocess

import pytest
from django.conf import settings

SHIPPED = settings.BASE_DIR / "deploy"
FIRST, SECOND = "127.0.0.1:8000", "127.0.0.1:8001"


@pytest.fixture
def turn(tmp_path):
    """Runs the script on a copy of the shipped site.conf, with programs that do as `programs` says."""
    site, calls = tmp_path / "site.conf", tmp_path / "calls"
    site.write_bytes((SHIPPED / "nginx" / "site.conf").read_bytes())
    script = (SHIPPED / "cluster" / "turn.sh").read_text(encoding="utf-8")
    script = script.replace("/etc/nginx/conf.d/parkinfo.conf", str(site)).replace("/usr/sbin/nginx", "nginx")

    def turn(verb, node, nginx="exit 0", curl="exit 0", ss="exit 0"):
        for name, does in {"nginx": nginx, "curl": curl, "ss": ss, "sleep": "exit 0"}.items():
            program = tmp_path / name
            program.write_text(f'#!/bin/sh\necho "{name} $*" >>{calls}\n{does}\n')
            program.chmod(0o755)
        environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
        command = ["sh", "-c", script, "turn.sh", verb, node]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        return ended.returncode, ended.stderr

    def servers():
        block = site.read_text(encoding="utf-8").partition("upstream parkinfo {")[2].partition("}")[0]
        return [line.split()[1] for line in block.splitlines() if line.strip().startswith("server ")]

    turn.site, turn.servers = site, servers
    turn.calls = lambda: calls.read_text().splitlines() if calls.exists() else []
    return turn


def test_a_second_one_is_put_in_and_the_first_taken_out(turn):
    assert turn("in", SECOND) == (0, "")
    assert sorted(turn.servers()) == [FIRST, SECOND]
    assert turn("out", FIRST) == (0, "")
    assert turn.servers() == [SECOND]


def test_to_and_fro_leaves_the_file_as_it_was(turn):
    before = turn.site.read_bytes()
    turn("in", SECOND)
    turn("out", SECOND)
    assert turn.site.read_bytes() == before


def test_a_link_to_the_file_stays_a_link(turn):
    target = turn.site.rename(turn.site.with_suffix(".target"))
    turn.site.symlink_to(target)
    turn("in", SECOND)
    assert turn.site.is_symlink()
    assert len(turn.servers()) == 2


def test_twice_is_once(turn):
    turn("in", SECOND)
    assert turn("in", SECOND) == (0, "")
    assert sorted(turn.servers()) == [FIRST, SECOND]
    turn("out", SECOND)
    assert turn("out", SECOND) == (0, "")
    assert turn.servers() == [FIRST]


def test_the_only_one_is_not_taken_out(turn):
    assert turn("out", FIRST) == (1, f"{FIRST} is the only one: readers would have none.\n")
    assert (turn.servers(), turn.calls()) == ([FIRST], [])


@pytest.mark.slow
def test_one_that_is_not_ready_stays_out(turn):
    assert turn("in", SECOND, curl="exit 22") == (1, f"{SECOND}: not ready for 90 seconds.\n")
    assert turn.servers() == [FIRST]


@pytest.mark.slow
def test_what_is_under_way_to_it_is_waited_for(turn):
    turn("in", SECOND)
    assert turn("out", SECOND, ss="echo 0 0 a b") == (1, f"{SECOND}: still asked for 90 seconds.\n")


def test_what_nginx_would_not_start_with_is_not_left_in_its_file(turn):
    before = turn.site.read_bytes()
    assert turn("in", SECOND, nginx='[ "$1" != -t ]') == (1, "nginx refuses that: nothing is changed.\n")
    assert turn.site.read_bytes() == before
    assert not any("reload" in call for call in turn.calls())


def test_a_node_whose_address_only_begins_alike_is_another(turn):
    turn("in", f"{FIRST}0")
    turn("out", FIRST)
    assert turn.servers() == [f"{FIRST}0"]


def test_how_it_is_called_is_said(turn):
    assert turn("away", SECOND)[0] == 2
