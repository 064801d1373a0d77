"""A machine: a directory with a Debian in it, and namespaces in which its systemd is the first process."""

import contextlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from bench.desk_server import ROOT, wait_until
from tests.machine import base

ENTER = Path(__file__).with_name("enter.sh")
#: What systemctl says once a machine has started; some unit or other may lack what only a real one has.
UP = {"running", "degraded"}


class Machine:
    """`with Machine(directory) as machine`: off at first; `boot()` starts its systemd."""

    def __init__(self, directory):
        self.root = directory / "root"
        self.log = directory / "console.log"
        self._init = None
        self._cgroup = None

    def __enter__(self):
        base.make()
        base.unpack(self.root)
        return self

    def __exit__(self, *exception):
        self.power_off()
        if self._cgroup:
            for path in sorted(self._cgroup.rglob("*"), reverse=True):
                if path.is_dir():
                    self._gone(path)
            self._gone(self._cgroup)
        shutil.rmtree(self.root)

    @staticmethod
    def _gone(cgroup):
        """Its processes take a moment to be gone."""
        for _ in range(50):
            with contextlib.suppress(OSError):
                return cgroup.rmdir()
            time.sleep(0.1)

    def boot(self):
        self.start("/lib/systemd/systemd", "--system", "--log-target=console")
        wait_until(self._is_up, 120)

    def start(self, *words):
        """Has a program as the machine's first, in a cgroup of its own."""
        place = re.findall(r"^\S+ (\S+) cgroup2 ", Path("/proc/mounts").read_text(), re.MULTILINE)[0]
        self._cgroup = Path(place) / f"parkinfo-machine-{os.getpid()}"
        self._cgroup.mkdir(exist_ok=True)
        into = ["sh", "-c", f'echo $$ >{self._cgroup}/cgroup.procs; exec "$@"', "sh"]
        with self.log.open("ab") as log:
            self._init = subprocess.Popen(
                [*into, *self._namespaces(), *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        wait_until(self._first, 120)

    def _is_up(self):
        return self.run("systemctl", "is-system-running", check=False).stdout.strip() in UP

    def _first(self):
        """The process that is the machine's first, once enter.sh has made things ready for it."""
        if self._init.poll() is not None:
            raise RuntimeError(self.log.read_text())
        for child in Path(f"/proc/{self._init.pid}/task/{self._init.pid}/children").read_text().split():
            if Path(f"/proc/{child}/comm").read_text().strip() not in {"unshare", "sh"}:
                return child
        return None

    def power_off(self):
        """At once: the first process of a namespace takes all others along."""
        if self._init:
            self._init.kill()
            self._init.wait()
            self._init = None

    def without_systemd(self, *words, **options):
        """Runs something in the machine while it is off, as in a container."""
        return self._finished([*self._namespaces(), *words], **options)

    def run(self, *words, **options):
        """Runs something in the running machine, as root."""
        inside = ["env", "-i", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root"]
        inside.append("PIP_CACHE_DIR=/var/cache/pip")
        enter = ["nsenter", "--target", self._first(), "--all"]
        return self._finished([*enter, *inside, *words], **options)

    def _namespaces(self):
        """Killed when this process is gone, whatever it died of."""
        words = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
        return [*words, "--uts", "--ipc", "--cgroup", "sh", str(ENTER), str(self.root), str(base.CACHE)]

    @staticmethod
    def _finished(words, check=True, **options):
        done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
        if check and done.returncode:
            raise AssertionError(f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    # What is done to it

    def bring(self, name):
        """A release as a directory in /opt, from this checkout; its path there, and here."""
        here = self.root / "opt" / name
        here.mkdir()
        files = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        packed = subprocess.run(
            ["tar", "--null", "--files-from=-", "-cf", "-"], cwd=ROOT, check=True, capture_output=True, input=files
        ).stdout
        subprocess.run(["tar", "-C", here, "--no-same-owner", "-xf", "-"], check=True, input=packed)
        return f"/opt/{name}", here

    def manage(self, *words, **options):
        """A command of the site's, as its user."""
        place = ["sh", "-c", 'cd /srv/parkinfo && exec runuser -u parkinfo -- .venv/bin/python manage.py "$@"', "sh"]
        return self.run(*place, *words, **options).stdout

    def ask(self, statement):
        """The rows of one statement in the site's database, as text."""
        words = ["runuser", "-u", "parkinfo", "--", "psql", "-qtAXc", statement, "parkinfo"]
        return self.run(*words, cwd="/").stdout.strip()
