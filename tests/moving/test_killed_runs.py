"""A run that is killed anywhere and begun again ends as one that nobody disturbed."""

import multiprocessing
import os
import random
import signal
import time

import pytest
from django.db import connection, connections
from PIL import Image as Pillow

from moving.models import MovedStory, Run
from moving.running import Running, begin
from moving.undoing import undo
from tests.moving.fingerprint import fingerprint
from tests.moving.in_memory import UPLOADS, picture

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
STORIES, KILLS = 60, 20


@pytest.fixture
def large(source, decide):
    for number in (7, 8, 9):
        decide("tag", source.tag(number, f"标签{number}"), tag=f"标签{number}")
    source.files.content = {f"{UPLOADS}{n}.jpg": picture(n, size=(400, 300)) for n in range(30)}
    for n in range(1, STORIES + 1):
        source.story(
            n,
            f'<p>第{n}篇的正文。<a href="/post/{STORIES + 1 - n}.html">另一篇</a>'
            f'<img src="/{UPLOADS}{n % 30}.jpg"><img src="/{UPLOADS}gone{n}.jpg"></p>',
            tags=tuple(str(7 + n % k) for k in (1, 2, 3)),
            cover=f"/{UPLOADS}{n % 7}.jpg",
            views=n,
        )
    return source


def run_to_its_end(site, source):
    Running(site, source).run(begin(site, {}))


def run_and_kill(site, source, seconds):
    """Lets another process run, and kills it after so many seconds; whether it had ended by itself."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=run_to_its_end, args=(site, source))
    process.start()
    process.join(seconds)
    ended = process.exitcode == 0
    if process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return ended


def test_killed_at_random_and_run_again_it_is_the_same_as_undisturbed(site, large):
    Pillow.init()  # before the first fork, so that no child has to
    started = time.monotonic()
    run_to_its_end(site, large)
    whole = time.monotonic() - started
    clean = fingerprint()
    undo(Run.objects.get())
    assert fingerprint() != clean

    chance, killed_with = random.Random(7), set()
    for _ in range(KILLS):
        if run_and_kill(site, large, chance.uniform(0.05, whole / 2)):
            break
        killed_with.add(MovedStory.objects.exclude(article=None).count())
    assert len(killed_with) > 3, "It was killed at several places."
    run_to_its_end(site, large)
    connection.ensure_connection()
    assert fingerprint() == clean
    assert not MovedStory.objects.filter(article=None).exists()
