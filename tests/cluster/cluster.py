"""Two machines with PostgreSQL, two with the application, a bucket, and nginx in front, all of them on this one."""

import re
import shutil
import signal
import subprocess
import time

from bench.desk_server import DeskServer, wait_until
from bench.nginx import PROGRAM, Nginx
from tests.bucket import Bucket
from tests.cluster.pieces import (
    PASSWORD,
    SHIPPED,
    PostgresNode,
    etcd,
    haproxy,
    pgbouncer,
    place,
    query,
    wait_for_port,
)

HOST = "park.example"
CONTENT = """
import io
import PIL.Image
from images import uploads
from tests import builders
builders.portal(host="park.example", contact=builders.contact())
out = io.BytesIO()
PIL.Image.new("RGB", (500, 400), "red").save(out, "JPEG")
uploads.store(io.BytesIO(out.getvalue()))
city = builders.city(slug="shicheng", name="示例城")
for number in range(60):
    builders.article(title=f"第{number}条示例", city=city)
"""
#: Of the readers' promise: how far behind a page may be.
MAX_LAG = 10


class Node(DeskServer):
    """A machine with the application: a web process and a worker, and a spool of its own."""

    def __init__(self, directory, environment):
        directory.mkdir()
        super().__init__(directory)
        self.overrides |= environment

    def start(self):
        self.start_web()
        self.start_worker()

    def stop(self, number=signal.SIGTERM):
        self.stop_worker(number)
        self.stop_web(number)


class Front(Nginx):
    """The shipped nginx before both nodes: deploy/cluster/upstream.conf stands in site.conf."""

    has_bucket = True

    def __init__(self, directory, nodes):
        first, second = nodes
        super().__init__(directory, HOST, first.port, first.var)
        self.second = second.port

    def site(self):
        block = (SHIPPED / "upstream.conf").read_text(encoding="utf-8")
        block = block.replace("10.0.0.11", "127.0.0.1").replace("10.0.0.12:8000", f"127.0.0.1:{self.second}")
        block = block[block.index("upstream") :]
        return re.sub(r"upstream parkinfo \{.*?\n\}\n", block, super().site(), flags=re.DOTALL)

    def reload(self):
        self._process.send_signal(signal.SIGHUP)

    def turn(self, verb, node):
        """Take a node "out", or put it "in", by the shipped script."""
        changes = {
            "site=/etc/nginx/conf.d/parkinfo.conf": f"site={self.directory}/site.conf",
            "nginx=/usr/sbin/nginx": f"nginx='{PROGRAM} -p {self.directory} -c {self.directory}/nginx.conf"
            f" -e {self.directory}/error.log'",
        }
        script = place("turn.sh", self.directory, changes)
        subprocess.run([script, verb, f"127.0.0.1:{node.port}"], check=True)


class Cluster:
    """`with Cluster(directory) as cluster`; the attributes are what can be broken."""

    def __init__(self, directory):
        self.directory = directory
        self.bucket = Bucket()
        self.etcd, self._etcd_port = etcd(directory / "etcd")
        self.postgres = [PostgresNode(directory / f"pg{number}", number, self._etcd_port) for number in (1, 2)]
        self.haproxy, primary, replica = haproxy(directory / "haproxy", self.postgres)
        self.pgbouncer, self._pooled = pgbouncer(directory / "pgbouncer", primary)
        self._primary, self._replica = primary, replica
        self.nodes = [Node(directory / f"app{number}", self._environment()) for number in (1, 2)]
        self.nginx = Front(directory / "nginx", self.nodes)
        self._started = []

    def _environment(self):
        def url(port):
            return f"postgres://parkinfo:{PASSWORD}@127.0.0.1:{port}/parkinfo"

        return {
            "SECRET_KEY": "the same on all nodes " * 3,
            "DATABASE_URL": url(self._pooled),
            "DATABASE_POOLER": "transaction",
            "DATABASE_DIRECT_URL": url(self._primary),
            "REPLICA_URL": url(self._replica),
            "REPLICA_MAX_LAG": str(MAX_LAG),
            "BACKUP_KEEP_DAYS": "0",
            **self.bucket.environment,
        }

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        self._begin(self.bucket)
        self._begin(self.etcd)
        wait_for_port(self._etcd_port)
        first, second = self.postgres
        self._begin(first)
        wait_until(lambda: first.is_now("primary"), 60)
        self._begin(self.haproxy)
        self._begin(self.pgbouncer)
        wait_for_port(self._pooled)
        wait_until(self._has_site_database, 30)
        one, two = self.nodes
        one.manage("migrate", "--verbosity=0")
        one.manage("collectstatic", "--noinput", "--verbosity=0")
        one.manage("shell", "--verbosity=0", "--command", CONTENT)
        shutil.copytree(one.var / "static", two.var / "static")
        self._begin(second)
        wait_until(lambda: second.is_now("sync"), 120)
        for node in self.nodes:
            self._begin(node)
        self.nginx.__enter__()
        self._started.append(None)

    def _begin(self, piece):
        self._started.append(piece)
        piece.start()

    def _has_site_database(self):
        primary = next((node for node in self.postgres if node.is_now("primary")), None)
        return primary and primary.ask("SELECT 1 FROM pg_database WHERE datname = 'parkinfo'") == [(1,)]

    def __exit__(self, *exception):
        for piece in reversed(self._started):
            if piece is None:
                self.nginx.__exit__()
            elif isinstance(piece, PostgresNode):
                piece.signal_all(signal.SIGCONT)
                piece.stop()
                piece.stop(signal.SIGKILL)
            else:
                piece.stop()

    # What a test asks and does

    def primary_and_replica(self):
        """The two machines by what they are now, as soon as each is: the replica one that holds every receipt."""

        def roles():
            primary = [node for node in self.postgres if node.is_now("primary")]
            replica = [node for node in self.postgres if node.is_now("sync")]
            return primary and replica and (primary[0], replica[0])

        wait_until(roles, 90)
        return roles()

    def ask(self, statement):
        """Run one statement in the site's database, on whoever is the primary."""
        address = f"host=127.0.0.1 port={self._primary} user=parkinfo password={PASSWORD} dbname=parkinfo"
        return query(address, statement)

    def spooled(self):
        """How many enquiries wait in the nodes' spools, those set aside with them."""
        return sum(len(list((node.var / "spool").rglob("*.json"))) for node in self.nodes)

    def promoted(self, node, begun):
        """Seconds until that machine is the primary."""
        wait_until(lambda: node.is_now("primary"), 60)
        return time.monotonic() - begun
