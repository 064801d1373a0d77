"""What puts a server under load and times it: wrk, pgbench and single requests, two measures in turns."""

import http.client
import os
import re
import statistics
import subprocess
import time
from contextlib import closing
from pathlib import Path

from plumbing import postgres
from plumbing.postgres_programs import bin_directories

DIRECTORY = Path(__file__).resolve().parent
ROUNDS, SECONDS, CONNECTIONS = 3, 4, 16
HOST = "localhost"


class Disturbed(Exception):
    """A connection failed or timed out, as happens once in a while on a busy machine: the measure is no measure."""


def in_turns(*measures):
    """The median of each measure, taken in turns so that a slow minute slows all of them."""
    found = [[measure(turn) for measure in measures] for turn in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*found, strict=True)]


def wrk(port, path="/", header=None, script=None, **variables):
    """Requests a second. Raises Disturbed for connections that failed, RuntimeError for an answer that is an error."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-H", f"Host: {HOST}"]
    command += ["-H", header] if header else []
    command += ["-s", str(DIRECTORY / script)] if script else []
    environment = os.environ | {name: str(value) for name, value in variables.items()}
    run = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, env=environment, check=True
    )
    if bad := re.search(r"Non-2xx or 3xx responses: \d+", run.stdout):
        raise RuntimeError(f"{path}: {bad[0]}")
    if bad := re.search(r"Socket errors: .*", run.stdout):
        raise Disturbed(f"{path}: {bad[0]}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)[1])


def pgbench(server, script):
    """Transactions a second of a script's one statement, on as many connections as wrk has."""
    [programs, *_] = bin_directories(("pgbench",))
    command = [programs / "pgbench", "--no-vacuum", f"--client={CONNECTIONS}", f"--time={SECONDS}", f"--file={script}"]
    command += ["-h", postgres.socket_directory(server.cluster), "-p", str(postgres.PORT), "-U", postgres.USER]
    run = subprocess.run([*command, postgres.DATABASE], capture_output=True, text=True, check=True)
    return float(re.search(r"tps = ([\d.]+)", run.stdout)[1])


def fetch(port, path, headers=None):
    """(body, ETag) of a page."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Host": HOST, **(headers or {})})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return body, response.headers["ETag"]


def timed(port, path):
    """Milliseconds of one request."""
    return timed_page(port, path)[0]


def timed_page(port, path):
    """(milliseconds, page) of one request."""
    began = time.perf_counter()
    page, _ = fetch(port, path)
    return (time.perf_counter() - began) * 1000, page.decode()


def ratio(one, other):
    return round(one / other, 2)
