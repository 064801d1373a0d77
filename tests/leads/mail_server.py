"""A mail server on this machine that keeps what it is sent, and answers when a test lets it."""

import contextlib
import socketserver
import threading
from email import message_from_bytes


class MailServer(socketserver.ThreadingTCPServer):
    """`kept` are the messages taken; while `answers` is not set, who sent one hears nothing of it."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.kept, self.answers = [], threading.Event()

    @property
    def settings(self):
        """What the environment tells the product of it."""
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.server_address[1]), "EMAIL_USE_SSL": "0"}


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as Django speaks."""

    server: MailServer

    def handle(self):
        with contextlib.suppress(OSError):
            self._say(220)
            while command := self.rfile.readline()[:4].upper():
                if command == b"DATA":
                    self._say(354)
                    self.server.kept.append(message_from_bytes(b"".join(iter(self.rfile.readline, b".\r\n"))))
                    self.server.answers.wait()
                self._say(221 if command == b"QUIT" else 250)

    def _say(self, code):
        self.wfile.write(b"%d -\r\n" % code)


@contextlib.contextmanager
def mail_server():
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server
        finally:
            server.answers.set()
            server.shutdown()
            thread.join()
