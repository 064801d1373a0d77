"""A Debian with nothing but itself and systemd: made by debootstrap once, then kept beside what was fetched into it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings

#: Kept between runs: the base, Debian's packages, pip's downloads.
CACHE = settings.BASE_DIR / "var" / "machine"
SUITE = "bookworm"
BASE = CACHE / f"{SUITE}.tar"
#: A machine has an init; the rest is what `deploy/install` has to bring.
WITH = "systemd,systemd-sysv,dbus,ca-certificates"
PORTS = (80, 443, 8000)


def lacking():
    """What is missing here, in words; empty if a machine can be made."""
    if os.geteuid() != 0:
        return "root"
    missing = [name for name in ("debootstrap", "unshare", "nsenter", "openssl") if not shutil.which(name)]
    if not re.search(r" cgroup2 ", Path("/proc/mounts").read_text()):
        missing.append("cgroups of version 2")
    missing += [f"port {port}, which somebody has" for port in PORTS if is_taken(port)]
    return ", ".join(missing)


def is_taken(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def memory():
    """Where files are in memory, if there is room for a machine; else None. It is half as long on a disk again."""
    place = Path("/dev/shm")
    return place if place.is_dir() and shutil.disk_usage(place).free > 6 * 2**30 else None


def make():
    """BASE, unless it is there: a minute, or more with a slow mirror."""
    if BASE.exists():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    root = CACHE / "making"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={WITH}", SUITE, root, *filter(None, [mirror()])], check=True
    )
    part = BASE.with_suffix(".part")
    subprocess.run(["tar", "-C", root, "--numeric-owner", "-cf", part, "."], check=True)
    part.rename(BASE)
    shutil.rmtree(root)


def unpack(root):
    """A machine's directory, from which the same can be fetched as from here."""
    root.mkdir()
    subprocess.run(["tar", "-C", root, "--numeric-owner", "-xf", BASE], check=True)
    sources, its = Path("/etc/apt/sources.list.d/debian.sources"), root / "etc/apt/sources.list"
    if sources.exists():
        its.unlink()
        shutil.copy(sources, root / "etc/apt/sources.list.d")
    elif here := mirror():
        its.write_text(f"deb {here} {SUITE} main\n")
    (root / "etc/apt/apt.conf.d/99as-here").write_text(_apt_settings())
    (root / "etc/dpkg/dpkg.cfg.d/quick").write_text("force-unsafe-io\n")
    (root / "etc/resolv.conf").write_text(Path("/etc/resolv.conf").read_text())
    (root / "etc/pip.conf").write_text(_pip_settings(root))


def mirror():
    """The first of this machine's own; None: the one that debootstrap knows."""
    for path in (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list")):
        found = re.search(r"https?://\S*/debian/?(?=\s)", path.read_text()) if path.exists() else None
        if found:
            return found[0]
    return None


def _apt_settings():
    """How this machine fetches packages: through which proxy, and whether an old snapshot will do."""
    dump = subprocess.run(["apt-config", "dump"], check=True, capture_output=True, text=True).stdout
    wanted = re.findall(r"^(?:Acquire::https?::\S*|Acquire::Check-\S+|Acquire::Languages\S*) .*;$", dump, re.MULTILINE)
    return "".join(f"{line}\n" for line in wanted)


def _pip_settings(root):
    """From where and how this machine's pip fetches, without what are files of its own, but for the certificates."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = {}
    for name, value in re.findall(r"^(?:global|:env:)\.([a-z-]+)='(.*)'$", listed, re.MULTILINE):
        words = [word for word in value.split() if not word.startswith(("/", "file:"))]
        if name == "cert":
            shutil.copy(value, root / "etc/ssl/as-here.crt")
            words = ["/etc/ssl/as-here.crt"]
        if words:
            kept[name] = " ".join(words)
    return "[global]\n" + "".join(f"{name} = {value}\n" for name, value in kept.items())
