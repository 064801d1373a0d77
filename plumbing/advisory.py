"""PostgreSQL's advisory locks, held for longer than a statement takes, also behind a pooler in transaction mode."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db.backends.base.base import BaseDatabaseWrapper

# Before version 17 PostgreSQL does not know the second one.
NO_TIMEOUTS = """
SELECT set_config(name, '0', true) FROM pg_settings
WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')
"""


@contextlib.contextmanager
def transaction_of_its_own(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """A cursor in a transaction on a connection of its own: locks that are taken there last as long as this context.

    A session's lock would stay on some connection of a pooler's for ever. They go with the connection of whoever dies.
    """
    guard = connection.copy()
    try:
        guard.set_autocommit(False)
        with guard.cursor() as cursor:
            cursor.execute(NO_TIMEOUTS)
            yield cursor
    finally:
        # By then the locks are free. Those of a connection that closes are so a moment later: too late for the next.
        with contextlib.suppress(DatabaseError, InterfaceError):
            guard.rollback()
        guard.close()
