"""The id of a request, under which all that it causes is logged: its own lines, its jobs', its answer's header."""

import contextlib
import re
import uuid
from collections.abc import Iterator
from contextvars import ContextVar

HEADER = "X-Request-ID"
#: As nginx ($request_id) and most balancers make them, a UUID. What else may come there could be anybody's number.
SANE = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
MAX_LENGTH = 36

_current: ContextVar[str] = ContextVar("request id", default="")


def current() -> str:
    """That of the request, or of the job's request, that is being worked on; empty outside of both."""
    return _current.get()


def make() -> str:
    """A new one, in nginx's form."""
    return uuid.uuid4().hex


@contextlib.contextmanager
def within(request_id: str) -> Iterator[None]:
    """What is logged and enqueued inside is that request's."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)
