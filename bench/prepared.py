"""What each prepared query saves: processor time of a page, public or of the desk, and of an enquiry, with and without.

Python's and PostgreSQL's time together, of one process and its one session, in turns: what else the machine does
lengthens it little. "Without" is the queryset that the query was compiled from, made anew by each request. A use of
plumbing/prepared.py is kept if a page, or an enquiry, without it takes longer by 15 % of itself.
"""

import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkinfo.settings")
django.setup()  # before what follows: Django's models

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402 - as above
from django.db import connection  # noqa: E402 - as above
from django.db.models import Max, Min  # noqa: E402 - as above
from django.test import Client, RequestFactory  # noqa: E402 - as above

from articles import page_queries, related  # noqa: E402 - as above
from articles.models import Article  # noqa: E402 - as above
from demo.management.commands.make_articles import LICENCE_NOTE  # noqa: E402 - as above
from leads import consent, inboxes, intake  # noqa: E402 - as above
from parkinfo import models as content_version  # noqa: E402 - as above
from plumbing import deadline  # noqa: E402 - as above
from plumbing.prepared import Prepared  # noqa: E402 - as above
from staff.models import User  # noqa: E402 - as above
from zones.models import City, Zone  # noqa: E402 - as above

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, PAGES_A_TURN, ENQUIRIES_A_TURN = 25, 40, 20


def measured(server, what):
    """[(figure, share, beside)] of "pages", "desk" or "enquiries", by a process of its own on the server's database."""
    command = [sys.executable, "-m", "bench.prepared", what]
    run = subprocess.run(command, cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, check=True)
    return [tuple(figure) for figure in json.loads(run.stdout)]


def pages():
    """Of pages of articles, each asked for once."""
    first, last = Article.objects.filter(licence_note=LICENCE_NOTE).aggregate(Min("pk"), Max("pk")).values()
    addresses = (f"/news/{first + turn * 7919 % (last - first + 1)}/" for turn in itertools.count())
    application, requests = WSGIHandler(), RequestFactory(headers={"host": "localhost"})
    return shares(lambda: answer(application, requests.get(next(addresses)), 200), PAGES_A_TURN, of_pages())


def desk():
    """Of a page of the desk that asks little of its own: what stands on every page weighs most there."""
    person = User.objects.create_superuser("bench")
    client = Client(headers={"host": "localhost"})
    client.force_login(person)

    def look():
        if client.get("/admin/zones/city/add/").status_code != 200:
            raise RuntimeError("The desk does not answer.")

    return shares(look, PAGES_A_TURN, of_desk())


def enquiries():
    """Of enquiries about a zone, each from somebody else."""
    zone = Zone.objects.create(city=City.objects.create(name="示例市", slug="shili"), name="示例园区", slug="yuanqu")
    answers = {"kind": "rent", "need": "找厂房", "name": "示例", "consent": consent.CURRENT.version, "seconds": "30"}
    answers |= {"city": "shili", "zone": f"shili/{zone.slug}", "area": "3000", "company": "示例公司"}
    application, requests, numbers = WSGIHandler(), RequestFactory(headers={"host": "localhost"}), itertools.count()

    def send():
        number = next(numbers)
        body = urlencode({**answers, "phone": f"138{number:08d}"})
        # From no network (/24) do more come than honest visitors would send.
        headers = {"x-forwarded-for": f"100.{64 + number // 256 % 64}.{number % 256}.1"}
        form = "application/x-www-form-urlencoded"
        answer(application, requests.post("/enquiries/new/", body, content_type=form, headers=headers), 303)

    return shares(send, ENQUIRIES_A_TURN, of_enquiries())


def of_pages():
    """{use: [(module, name, what gives the same unprepared)]}."""

    def objects(queryset, fields):
        names = [f"{path}__{name}" if path else name for path, names in fields.items() for name in names]
        relations = [path for path in fields if path]
        return list((queryset.select_related(*relations) if relations else queryset).only(*names))

    def story(pk):
        return objects(page_queries._stories(pk), page_queries._STORY)

    def cards(**pks):
        return objects(Article.objects.filter(pk__in=pks.values()), page_queries._CARD)

    build = related._reading.__wrapped__
    return {
        "article": [(page_queries, "_read_stories", story)],
        "cards": [(page_queries, "_read_cards", cards)],
        "related": [(related, "_reading", lambda *kinds: unprepared(build(*kinds)))],
        "state": [(content_version, "_current_versions", unprepared(content_version._current_versions))],
    }


def of_desk():
    """The same; the badge's query is made by the cities somebody supervises."""
    counting = inboxes._counting
    return {"badge": [(inboxes, "_counting", lambda supervised: unprepared(counting(supervised)))]}


def of_enquiries():
    """The same; what an enquiry asks is one use."""
    queries = {name: query for name, query in vars(intake).items() if isinstance(query, Prepared)}
    return {"enquiry": [(intake, name, unprepared(query)) for name, query in queries.items()]}


def unprepared(query):
    """The rows of a plumbing.prepared.Prepared by way of its queryset."""
    return lambda **values: list(query._build(**values))


def shares(ask, count, uses):
    """[(figure, share, beside)] of each use; `ask()` sends a request, `count` of them make a turn."""
    for _ in range(4 * count):
        ask()  # the first ones make templates, fragments and statements
    times = {use: [] for use in ("", *uses)}
    lot = random.Random(1)
    for _ in range(ROUNDS):
        for use in lot.sample(list(times), len(times)):
            with ExitStack() as stack:
                for module, name, replacement in uses.get(use, ()):
                    stack.enter_context(patch.object(module, name, replacement))
                start = processor_time()
                for _ in range(count):
                    ask()
                times[use].append([(end - begin) / count for end, begin in zip(processor_time(), start, strict=True)])
    return [figure(use, times[""], times[use]) for use in uses]


def figure(use, with_it, without_it):
    """(name, share, beside) for the times of a use's turns: [milliseconds of Python, of PostgreSQL] each.

    By the lower quartile of each: what disturbs a turn only lengthens it.
    """
    with_it, without_it = (
        [lower_quartile(column) for column in zip(*turns, strict=True)] for turns in (with_it, without_it)
    )
    times = "ms of Python + PostgreSQL: {:.2f} + {:.2f}, without it {:.2f} + {:.2f}".format(*with_it, *without_it)
    return f"prepared_{use}_share", round(1 - sum(with_it) / sum(without_it), 2), times


def lower_quartile(values):
    return statistics.quantiles(values, n=4)[0]


def processor_time():
    """Milliseconds that this process, and PostgreSQL's process for its session, have run so far."""
    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.get_backend_pid()}/schedstat").read_text()
    return time.process_time() * 1000, int(backend.split()[0]) / 1_000_000


def answer(application, request, status):
    """Have the application itself answer, without a server before it. Raises on another status."""
    found = []
    response = application(request.environ, lambda line, headers: found.append(int(line.split()[0])))
    b"".join(response)
    response.close()
    if found != [status]:
        raise RuntimeError(f"{request.path}: {found}")


if __name__ == "__main__":
    deadline.install()  # as in the processes that serve
    print(json.dumps({"pages": pages, "desk": desk, "enquiries": enquiries}[sys.argv[1]]()))
