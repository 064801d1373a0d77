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
STORIES, KILLS = 60, 10


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


def moved():
    """How many stories are in."""
    count = MovedStory.objects.exclude(article=None).count()
    connection.close()
    return count


def run_and_kill(site, source, stories, seconds):
    """Lets another process run, and kills it so many seconds after so many stories are in."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=run_to_its_end, args=(site, source))
    process.start()
    while process.is_alive() and moved() < stories:
        time.sleep(0.005)
    process.join(seconds)
    if process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()


def test_killed_at_random_and_run_again_it_is_the_same_as_undisturbed(site, large):
    Pillow.init()  # before the first fork, so that no child has to
    run_to_its_end(site, large)
    clean = fingerprint()
    undo(Run.objects.get())
    assert fingerprint() != clean

    # Three times before the first story, for the plan is killed, too; then wherever it is.
    chance, reached = random.Random(7), []
    for goal in [0, 0, 0, *sorted(chance.sample(range(1, STORIES), KILLS))]:
        run_and_kill(site, large, goal, chance.uniform(0.0, 0.1))
        reached.append(moved())
    assert len(set(reached)) >= KILLS // 2, "It was killed at several places."
    assert Run.objects.unfinished().exists()
    run_to_its_end(site, large)
    assert fingerprint() == clean
    assert not MovedStory.objects.filter(article=None).exists()
