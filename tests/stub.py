"""Somebody else's server, on this machine: gives everybody the same answer and remembers what it was asked."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Stub(HTTPServer):
    """`answer` may be changed while it runs; `asked` holds (path, body) of each request."""

    def __init__(self, status, body, headers):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.asked = (status, body, headers), []

    @property
    def port(self):
        return self.server_port

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"


class Handler(BaseHTTPRequestHandler):
    server: Stub

    def do_GET(self):
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.path, given.decode()))
        status, body, headers = self.server.answer
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args):
        """Nothing: the tests' output is theirs."""


@contextlib.contextmanager
def stub(status=200, body=b"", headers=()):
    with Stub(status, body, headers) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
