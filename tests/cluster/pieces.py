"""etcd, Patroni, HAProxy and PgBouncer as processes, each with the file that deploy/cluster ships for it."""

import contextlib
import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2

from bench.desk_server import ROOT, wait_until
from bench.nginx import free_port, listens
from plumbing import postgres_programs

SHIPPED = ROOT / "deploy" / "cluster"
PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
NAMES = ("etcd", "patroni", "haproxy", "pgbouncer", "nginx", "psql", "curl", "ss")
PROGRAMS = {name: shutil.which(name, path=PATH) for name in NAMES}
#: Where Debian's PostgreSQL is; of several the oldest, of which every Patroni has heard.
BIN = next((path for path in sorted(Path("/usr/lib/postgresql").glob("1[5-7]/bin"))), None)
LACKING = [name for name, path in {**PROGRAMS, "postgresql": BIN}.items() if not path]
PASSWORD = "geheim"


def place(name, directory, changes):
    """The shipped file in a directory, with what is said there to be one's own put in; its path."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    for shipped, ours in changes.items():
        assert shipped in text, (name, shipped)
        text = text.replace(shipped, str(ours))
    directory.mkdir(exist_ok=True)
    path = directory / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755 if name.endswith(".sh") else 0o600)
    return path


def children_of(pid):
    """The ids of a process's children, none of one that is gone."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Piece:
    """One program; `command` starts it, anew each time."""

    def __init__(self, directory, *command):
        directory.mkdir(exist_ok=True)
        self.directory, self.command, self.process = directory, command, None
        self.account = postgres_programs.account_for(directory)

    def start(self):
        options = self.account.options()
        options["env"] = {name: value for name, value in options["env"].items() if not name.startswith("PYTHON")}
        options["env"]["PATH"] = f"{BIN}{os.pathsep}{PATH}"
        with (self.directory / "output.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.account.prefix, *self.command], stdout=log, stderr=log, start_new_session=True, **options
            )

    def stop(self, number=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class PostgresNode(Piece):
    """A machine with Patroni and PostgreSQL: it is switched off, or held, as a whole."""

    def __init__(self, directory, number, etcd_port):
        self.name, self.port, self.rest = f"postgres{number}", free_port(), free_port()
        directory.mkdir()
        place("first-start.sh", directory, {"CHANGE-parkinfo": PASSWORD})
        place("promoted.sh", directory, {"/var/run/postgresql port=5432": f"{directory} port={self.port}"})
        path = place(
            "patroni.yml",
            directory,
            {
                "name: postgres1": f"name: {self.name}",
                "127.0.0.1:8008": f"127.0.0.1:{self.rest}",
                "127.0.0.1:2379": f"127.0.0.1:{etcd_port}",
                "127.0.0.1:5432": f"127.0.0.1:{self.port}",
                "/etc/patroni": directory,
                "/var/lib/postgresql": directory,
                "/var/run/postgresql": directory,
                "/usr/lib/postgresql/15/bin": BIN,
                # The machine's own would restart it.
                "mode: required": "mode: 'off'",
                **{f"CHANGE-{name}": PASSWORD for name in ("superuser", "replicator", "rewinder")},
            },
        )
        super().__init__(directory, PROGRAMS["patroni"], path)

    def processes(self):
        """Patroni and PostgreSQL, none if the machine is off."""
        found = [self.process.pid, *children_of(self.process.pid)] if self.process.poll() is None else []
        with contextlib.suppress(OSError, ValueError):
            postmaster = int((self.directory / "parkinfo" / "postmaster.pid").read_text().split()[0])
            if Path(f"/proc/{postmaster}/cwd").samefile(self.directory / "parkinfo"):
                found += [postmaster, *children_of(postmaster)]
        return found

    def signal_all(self, number):
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def stop(self, number=signal.SIGTERM):
        if number == signal.SIGKILL:
            self.signal_all(number)
            self.process.wait()
        else:
            super().stop(number)

    def is_now(self, role):
        """Whether Patroni says so: "primary", "replica", "sync"."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}/{role}", timeout=2) as answer:
                return answer.status == 200
        except (OSError, urllib.error.HTTPError):
            return False

    def ask(self, statement):
        """Run one statement as the superuser."""
        return query(f"host=127.0.0.1 port={self.port} user=postgres password={PASSWORD} dbname=postgres", statement)


def query(address, statement):
    """The rows of one statement, asked on a connection of its own."""
    with contextlib.closing(psycopg2.connect(address, connect_timeout=3)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def etcd(directory):
    """(the piece, its port)"""
    port, peer = free_port(), free_port()
    changes = {"127.0.0.1:2379": f"127.0.0.1:{port}", "127.0.0.1:2380": f"127.0.0.1:{peer}"}
    path = place("etcd.yml", directory, changes | {"/var/lib/etcd": directory})
    return Piece(directory, PROGRAMS["etcd"], "--config-file", path), port


def haproxy(directory, nodes):
    """(the piece, the primary's port, the replica's)"""
    primary, replica = free_port(), free_port()
    changes = {"bind 127.0.0.1:5000": f"bind 127.0.0.1:{primary}", "bind 127.0.0.1:5001": f"bind 127.0.0.1:{replica}"}
    for number, node in enumerate(nodes, 1):
        changes[f"postgres{number} 127.0.0.{number}:5432 check port 8008"] = (
            f"postgres{number} 127.0.0.1:{node.port} check port {node.rest}"
        )
    path = place("haproxy.cfg", directory, changes)
    return Piece(directory, PROGRAMS["haproxy"], "-db", "-f", path), primary, replica


def pgbouncer(directory, primary):
    """(the piece, its port)"""
    port = free_port()
    changes = {
        "host=127.0.0.1 port=5000": f"host=127.0.0.1 port={primary}",
        "listen_port = 6432": f"listen_port = {port}",
        "/etc/pgbouncer": directory,
        "/var/log/postgresql": directory,
        "/var/run/postgresql": directory,
    }
    path = place("pgbouncer.ini", directory, changes)
    (directory / "userlist.txt").write_text(f'"parkinfo" "{PASSWORD}"\n')
    return Piece(directory, PROGRAMS["pgbouncer"], "--quiet", path), port


def wait_for_port(port):
    wait_until(lambda: listens(port), 30)
