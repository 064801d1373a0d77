"""企业微信 on this machine: gives tokens, takes an application's cards and a robot's texts, and refuses."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CORP, AGENT, SECRET = "ww1234567890abcdef", 1000002, "example-secret"


class WorkWeChat(ThreadingHTTPServer):
    """`members` are the accounts that exist; `cards` and `texts` what was taken; `asked` the paths of all requests.

    `answers` holds what is answered instead, once each: (status, JSON) of the next requests.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.members, self.cards, self.texts, self.asked, self.answers = {"lishi"}, [], [], [], []
        self.tokens, self.given = set(), 0

    @property
    def robot(self):
        """The address of a group's robot."""
        return f"http://127.0.0.1:{self.server_port}/cgi-bin/webhook/send?key=example"

    @property
    def api(self):
        return f"http://127.0.0.1:{self.server_port}/cgi-bin"

    def answer(self, path, query, body):
        """(status, answer) by 企业微信's own codes."""
        if self.answers:
            return self.answers.pop(0)
        if path == "/cgi-bin/gettoken":
            if query.get("corpid") != [CORP]:
                return 200, {"errcode": 40013, "errmsg": "invalid corpid"}
            if query.get("corpsecret") != [SECRET]:
                return 200, {"errcode": 40001, "errmsg": "invalid credential"}
            self.given += 1
            token = f"token-{self.given}"
            self.tokens.add(token)
            return 200, {"errcode": 0, "access_token": token, "expires_in": 7200}
        if path == "/cgi-bin/message/send":
            return 200, self._card(query.get("access_token", [""])[0], body)
        self.texts.append(body)
        return 200, {"errcode": 0}

    def _card(self, token, body):
        if token not in self.tokens:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        if body["agentid"] != AGENT:
            return {"errcode": 40056, "errmsg": "invalid agentid"}
        if body["touser"] not in self.members:
            return {"errcode": 0, "errmsg": "ok", "invaliduser": body["touser"]}
        if body not in self.cards:  # enable_duplicate_check
            self.cards.append(body)
        return {"errcode": 0, "errmsg": "ok", "invaliduser": ""}


class Conversation(BaseHTTPRequestHandler):
    server: WorkWeChat

    def do_POST(self):
        given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        self.server.asked.append(address.path)
        status, answer = self.server.answer(address.path, parse_qs(address.query), json.loads(given or b"null"))
        self.send_response(status)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    do_GET = do_POST

    def log_message(self, *args):
        """Nothing: the tests' output is theirs."""


@contextlib.contextmanager
def work_wechat_server(monkeypatch):
    """The server, reached by what sends messages, although it stands on this machine and has no certificate."""
    monkeypatch.setattr("leads.posting.SCHEME", "http")
    monkeypatch.setattr("plumbing.outbound.is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr("leads.work_wechat._tokens", {})
    with WorkWeChat() as server:
        monkeypatch.setattr("leads.work_wechat.API", server.api)
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
