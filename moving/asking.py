"""What our own site answers at an address: through its own middleware, routes and views, in this process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import transaction

#: What stands in an address as it is, encoded or not.
_SAFE = "=&%+;/:@!$'()*,~-._?"


@dataclass(frozen=True)
class Answer:
    """The status, and where a redirect leads."""

    status: int
    location: str = ""

    @property
    def path(self) -> str:
        """The path, with its query, to which a redirect leads, as it is read; empty for none."""
        parts = urlsplit(self.location)
        return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")


@contextmanager
def _quiet() -> Iterator[None]:
    """Have this thread's answers of 404 and 410, which Django warns of, out of the log: they are what is looked for."""
    logger, thread = logging.getLogger("django.request"), threading.get_ident()

    def passes(record: logging.LogRecord) -> bool:
        return record.thread != thread or record.levelno >= logging.ERROR

    logger.addFilter(passes)
    try:
        yield
    finally:
        logger.removeFilter(passes)


class Asking:
    """Asks as a visitor would. Nothing that an answer notes (a missing address) is kept."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()

    def ask(self, host: str, address: str) -> Answer:
        """The answer at a path with query on a host."""
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(quote(path.partition("#")[0], safe=_SAFE), encoding="latin-1"),
            "QUERY_STRING": quote(query.partition("#")[0], safe=_SAFE),
            "HTTP_HOST": host,
            "SERVER_NAME": host,
            "SERVER_PORT": "443" if settings.HTTPS else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_X_FORWARDED_PROTO": "https" if settings.HTTPS else "http",
            "wsgi.url_scheme": "https" if settings.HTTPS else "http",
            "wsgi.input": BytesIO(),
        }
        # Not through the handler's own call: its signals would close the connection inside the transaction.
        with transaction.atomic():
            try:
                with _quiet():
                    response = self.handler.get_response(WSGIRequest(environ))
            except Exception:  # a page that cannot even say so is one that does not open
                return Answer(500)
            finally:
                transaction.set_rollback(True)
        return Answer(response.status_code, response.headers.get("Location", ""))
