"""A worker whose database goes away while a job is being cleared up."""

import psycopg2
import pytest
from django.db import OperationalError, connection

from jobs import worker


@pytest.mark.django_db(transaction=True)
def test_a_server_that_refuses_is_an_error_for_which_the_worker_waits(monkeypatch):
    def refuse():
        raise psycopg2.OperationalError("Connection refused")

    monkeypatch.setattr(connection, "connect", refuse)
    with pytest.raises(OperationalError):
        worker._renew_connection()
    monkeypatch.undo()
    connection.connect()
