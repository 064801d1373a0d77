"""A door to PostgreSQL that shuts at one moment of a test's choice: when a commit is done and nobody knows it yet."""

import contextlib
import select
import socket
import socketserver
import threading

#: The server's word that a transaction is on its disk.
COMMITTED = b"COMMIT\0"


class Door(socketserver.ThreadingTCPServer):
    """Passes every connection on to the cluster's socket (`path`).

    `arm(b'INSERT INTO "t"')` waits for the commit of a transaction in which that was sent, keeps the server's answer
    to itself and sets `caught`; then the connection hangs or, with `cut`, ends. It does so once.
    """

    daemon_threads = True

    def __init__(self, path):
        super().__init__(("127.0.0.1", 0), Passage)
        self.path = str(path)
        self.caught = threading.Event()
        self._trap = None

    @property
    def url(self):
        return f"postgresql://parkinfo@127.0.0.1:{self.server_address[1]}/parkinfo"

    def arm(self, sent, *, cut=False):
        self.caught.clear()
        self._trap = (sent, cut)

    def springs(self, sent):
        """Whether this commit is the one; and whether its connection ends."""
        if self._trap is None or self._trap[0] not in sent:
            return False, False
        cut, self._trap = self._trap[1], None
        return True, cut


class Passage(socketserver.BaseRequestHandler):
    """One connection of the application."""

    server: Door

    def handle(self):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as cluster:
            cluster.connect(self.server.path)
            self._pass_on(cluster)

    def _pass_on(self, cluster):
        sent = b""
        while True:
            ready, _, _ = select.select([self.request, cluster], [], [])
            if self.request in ready:
                if not (request := self.request.recv(65536)):
                    return
                sent += request
                cluster.sendall(request)
            if cluster in ready:
                if not (answer := cluster.recv(65536)):
                    return
                if COMMITTED in answer:
                    is_caught, cut = self.server.springs(sent)
                    if is_caught:
                        self.server.caught.set()
                        while not cut and self.request.recv(65536):
                            pass  # who waits here waits in vain
                        return
                    sent = b""
                self.request.sendall(answer)


@contextlib.contextmanager
def door(path):
    with Door(path) as opened:
        thread = threading.Thread(target=opened.serve_forever, args=[0.01])
        thread.start()
        try:
            yield opened
        finally:
            opened.shutdown()
            thread.join()
