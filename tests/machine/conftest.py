"""One machine for all: it is off while deploy/install is refused, then installed, and used as its owner would."""

import tempfile
from pathlib import Path

import pytest

from tests.machine import base
from tests.machine.machine import Machine


@pytest.fixture(scope="session")
def machine():
    if missing := base.lacking():
        pytest.skip(f"A machine cannot be made here; what is missing: {missing}.")
    place = tempfile.TemporaryDirectory(prefix="parkinfo-machine-", dir=base.memory())
    with place as directory, Machine(Path(directory)) as machine:
        machine.bring("release")
        yield machine
