"""A streaming replica of a DeskServer's cluster, and how much of the database's work it takes over."""

import contextlib
import os
import subprocess
from pathlib import Path

import psycopg2

from bench.desk_server import children_of
from bench.load import ROUNDS, SECONDS
from plumbing import postgres, postgres_programs


class Replica:
    """Follows a DeskServer's cluster, in a directory of its own; `with Replica(server, directory) as replica`."""

    def __init__(self, server, directory):
        self.directory = directory
        self.running = contextlib.ExitStack()
        self.directory.mkdir(mode=0o700)
        account = postgres_programs.account_for(self.directory)
        programs = postgres_programs.fitting(server.cluster / "data", account)
        command = [*account.prefix, programs / "pg_basebackup", "--pgdata", self.directory / "data"]
        command += ["--write-recovery-conf", "--checkpoint=fast"]
        command += ["--host", postgres.socket_directory(server.cluster), "--username", postgres.USER]
        subprocess.run(command, check=True, **account.options())

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.running.close()

    def start(self):
        self.running.enter_context(postgres.running(self.directory))

    def ask(self, statement):
        with contextlib.closing(psycopg2.connect(postgres.url(self.directory))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall()

    def backends(self):
        """The server's processes, postmaster first."""
        pid = int((self.directory / "data" / "postmaster.pid").read_text().split()[0])
        return [pid, *children_of(pid)]

    def signal(self, number):
        for each in self.backends():
            with contextlib.suppress(ProcessLookupError):  # ended with the one before it
                os.kill(each, number)


def share(server, replica, cold_articles):
    """The part of the database's processor time for cold pages that is none with the replica, and both in numbers.

    `cold_articles(turn)` gives pages a second, of articles that no other turn asks for.
    """
    url, turns = postgres.url(replica.directory), iter(range(100, 1000))
    found = {"": [], url: []}
    for _ in range(ROUNDS):
        for each, measured in found.items():
            server.stop_web()
            server.overrides["REPLICA_URL"] = each
            server.start_web()
            cold_articles(next(turns))  # not counted: new processes compile their templates and queries
            before = [processor_milliseconds(who.backends()) for who in (server, replica)]
            rate = cold_articles(next(turns))
            after = [processor_milliseconds(who.backends()) for who in (server, replica)]
            pages = rate * SECONDS
            measured.append((rate, *((end - begin) / pages for begin, end in zip(before, after, strict=True))))
    del server.overrides["REPLICA_URL"]
    # Of each the turn that was disturbed least.
    (alone, database, _), (beside, rest, replicas) = (max(turns) for turns in found.values())
    words = f"the database's ms a page {database:.2f}, with it {rest:.2f} and the replica's {replicas:.2f}"
    return "replica_share", round(1 - rest / database, 2), f"{words}; {alone:.0f} and {beside:.0f} pages/s"


def processor_milliseconds(pids):
    """What these processes have run so far, in all."""
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1_000_000
