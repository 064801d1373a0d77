"""Who asks a machine by its public address."""

import http.client
import socket
import ssl
from urllib.parse import parse_qs, urlencode, urlsplit

from leads import consent, receipts

HOST, CITY_HOST = "www.park.example", "shi.park.example"
FORM = "application/x-www-form-urlencoded"


class Connection(http.client.HTTPSConnection):
    """To this machine, by the host's name, and only with a certificate for it that the file holds."""

    def __init__(self, host, certificates):
        super().__init__(host, timeout=30, context=ssl.create_default_context(cafile=certificates))

    def connect(self):
        bare = socket.create_connection(("127.0.0.1", 443), self.timeout)
        self.sock = self._context.wrap_socket(bare, server_hostname=self.host)


def ask(machine, path, method="GET", body=None, host=HOST):
    """(status, headers, body) by https."""
    connection = Connection(host, machine.root / "etc/letsencrypt/live/parkinfo/fullchain.pem")
    try:
        connection.request(method, path, body, {"Content-Type": FORM})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def send(machine, number):
    """An enquiry by the form; its receipt."""
    answers = {"kind": "rent", "need": f"示例需求 {number}", "name": "示例", "phone": f"138{number:08d}"}
    answers["consent"] = consent.CURRENT.version
    status, headers, _ = ask(machine, "/enquiries/new/", "POST", urlencode(answers))
    assert status == 303, status
    [signed] = parse_qs(urlsplit(headers["Location"]).query)["receipt"]
    return signed.partition(receipts.SEPARATOR)[0]
