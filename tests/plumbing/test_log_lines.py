"""What the log says when something fails."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from leads.models import Lead
from plumbing.log_lines import Formatter


@pytest.mark.django_db
def test_a_row_that_the_database_refuses_is_not_quoted_in_the_log():
    typed = {"name": "王先生", "phone": "+8613800000000"}
    try:
        with transaction.atomic():
            Lead.objects.create(kind="none", receipt="x", **typed)
    except IntegrityError:
        line = Formatter().format(logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), sys.exc_info()))
    assert "IntegrityError" in line
    assert "test_log_lines.py" in line
    assert not [word for word in typed.values() if word in line]


def test_other_errors_keep_their_words():
    try:
        raise ValueError("what went wrong")
    except ValueError:
        assert "what went wrong" in Formatter().formatException(sys.exc_info())


def test_every_line_of_the_log_is_written_so():
    kinds = [import_string(each["()"]) for each in settings.LOGGING["formatters"].values()]
    assert kinds
    assert all(issubclass(each, Formatter) for each in kinds)
