"""`manage.py` told to end (SIGTERM) while it starts."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

#: Tells it to end as Django is imported, where Python swallows whatever is raised: in the callback of a weak reference.
MANAGE = """
import os, runpy, signal, sys, weakref

class Told:
    def find_spec(self, name, path, target=None):
        if name == "django.core.management":
            thing = set()
            reference = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))
            del thing

sys.meta_path.insert(0, Told())
sys.argv = ["manage.py", "version"]
runpy.run_path("manage.py", run_name="__main__")
"""


@pytest.mark.slow
def test_it_ends_wherever_in_its_imports_it_is_told_to():
    # Else a worker would go on without the site that started it, which tells it once.
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    run = subprocess.run([sys.executable, "-c", MANAGE], cwd=settings.BASE_DIR, env=environment, capture_output=True)
    assert (run.returncode, run.stdout) == (-signal.SIGTERM, b""), run.stderr.decode()
