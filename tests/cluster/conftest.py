"""The cluster is started once for all accidents, and the ledger printed at the end."""

import pytest

from tests.cluster.cluster import Cluster
from tests.cluster.ledger import Ledger
from tests.cluster.pieces import LACKING


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    if LACKING:
        pytest.skip(f"The cluster needs programs that are not installed here: {', '.join(LACKING)}.")
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


def pytest_terminal_summary(terminalreporter):
    for line in Ledger.lines:
        terminalreporter.write_line(line)
