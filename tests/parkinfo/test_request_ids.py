"""What one request causes bears one id: its log lines, its jobs, and its answer unless that is kept for others."""

import json
import logging

import pytest

from jobs import worker
from jobs.models import Job
from jobs.queue import enqueue, handler, kinds
from plumbing import request_ids
from plumbing.log_lines import JsonFormatter
from tests import builders

pytestmark = pytest.mark.django_db
ID = "0123456789abcdef0123456789abcdef"
UUID = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.fixture
def logged():
    """[(message, request's id)] of what is logged meanwhile."""
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            line = json.loads(JsonFormatter().format(record))
            lines.append((line["message"], line.get("request_id", "")))

    keep = Keep()
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for each in loggers:
        each.addHandler(keep)
    yield lines
    for each in loggers:
        each.removeHandler(keep)


@pytest.mark.parametrize("given", [ID, UUID])
def test_the_id_that_our_proxy_gives_is_taken_and_comes_back(client, given):
    assert client.get("/healthz/ready", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize(
    ("given", "peer"),
    [
        (ID, "203.0.113.7"),
        ("", "127.0.0.1"),
        ("13800000000", "127.0.0.1"),
        (ID.upper(), "127.0.0.1"),
        (f"{ID}\n", "127.0.0.1"),
        (f"{ID}0", "127.0.0.1"),
        ("x" * 5000, "127.0.0.1"),
    ],
)
def test_from_others_or_in_another_form_it_is_made_anew(client, given, peer):
    made = client.get("/healthz/ready", headers={"X-Request-ID": given}, REMOTE_ADDR=peer)["X-Request-ID"]
    assert request_ids.SANE.fullmatch(made)
    assert made != given


def test_a_page_that_is_kept_for_others_bears_nobodys_id(client):
    """Whatever it is asked for with, and whether it is made, unchanged, gone or missing."""
    builders.portal()
    page = client.get("/news/", headers={"X-Request-ID": ID})
    unchanged = client.get("/news/", headers={"X-Request-ID": ID, "If-None-Match": page["ETag"]})
    missing = client.get("/news/7777777/", headers={"X-Request-ID": ID})
    assert [each.status_code for each in (page, unchanged, missing)] == [200, 304, 404]
    assert not [each for each in (page, unchanged, missing) if "X-Request-ID" in each]
    assert page.headers == client.get("/news/").headers
    assert "X-Request-ID" in client.get("/search/?q=x")


def test_what_a_request_logs_bears_its_id_and_what_comes_after_does_not(client, logged):
    client.get("/news/7777777/", headers={"X-Request-ID": ID})
    assert ("Not Found: /news/7777777/", ID) in logged
    assert request_ids.current() == ""


@pytest.fixture
def kind():
    """A kind of job that logs, and that wants another one."""

    @handler("test.follow", "接着做")
    def follow(again):
        logging.getLogger("test").warning("worked")
        if again:
            enqueue("test.follow", {"again": False})

    yield
    del kinds["test.follow"]


def test_so_does_an_error_of_ours_with_where_it_happened(client, logged, monkeypatch):
    def fail(*args):
        raise ValueError("odd")

    monkeypatch.setattr("parkinfo.monitoring.views.Gauges", fail)
    client.raise_request_exception = False
    response = client.get("/metrics", headers={"X-Request-ID": ID})
    assert (response.status_code, response["X-Request-ID"]) == (500, ID)
    assert ("Internal Server Error: /metrics", ID) in logged


def test_a_job_is_logged_under_the_request_that_wanted_it_and_so_is_what_it_wants(kind, logged):
    with request_ids.within(ID):
        enqueue("test.follow", {"again": True})
    for _ in range(2):
        worker.run_job(worker.claim())
    assert [request_id for message, request_id in logged if message == "worked"] == [ID, ID]
    assert request_ids.current() == ""


def test_a_job_wanted_again_is_the_last_requests(kind):
    for request_id in (UUID, ID):
        with request_ids.within(request_id):
            enqueue("test.follow", {"again": False}, dedupe_key="x")
    assert Job.objects.get(dedupe_key="x").request_id == ID


def test_outside_of_requests_a_job_is_nobodys(kind):
    enqueue("test.follow", {"again": False})
    assert Job.objects.get(kind="test.follow").request_id == ""
