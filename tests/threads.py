"""Tests of what happens at once."""

import threading

from django.db import connection


def together(*functions):
    """Call them at the same time; pytest reports what any of them raises."""
    start = threading.Barrier(len(functions))

    def work(function):
        try:
            start.wait()
            function()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
