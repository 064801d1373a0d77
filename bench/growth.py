"""What more articles and more processes cost, for `make bench`: disk by table, memory, cold pages by web processes."""

import re
import subprocess
import time
from pathlib import Path

from bench.desk_server import children_of
from bench.load import ratio

PROCESSES = (1, 2, 4)
#: A worker that has just started has not yet imported what its jobs need.
SETTLED_SECONDS = 10
#: Tables that grow with articles, each with its indexes and what is kept apart from its rows.
SIZES = """
    SELECT relname, pg_total_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relname LIKE 'articles_%' ORDER BY 2 DESC
"""


def disk(server, count):
    """Megabytes that a thousand of `count` articles take, and in which tables."""
    sizes = server.ask(SIZES)
    each = {name.removeprefix("articles_"): size / count / 1000 for name, size in sizes}
    beside = ", ".join(f"{name} {size:.2f}" for name, size in each.items() if size >= 0.01)
    return "disk_mb_per_1000", round(sum(each.values()), 1), beside


def worker_rss(server):
    """Megabytes of the larger worker process."""
    children = subprocess.run(["ps", "-o", "rss=", "--ppid", str(server.web.pid)], capture_output=True, text=True)
    return round(max(map(int, children.stdout.split())) / 1024)


def node_memory(server):
    """Megabytes of a node's processes while nothing is queued; memory that several share is counted once."""
    server.start_worker()
    server.start_urgent_worker()
    time.sleep(SETTLED_SECONDS)
    each = {"web": server.web, "worker": server.worker, "urgent worker": server.urgent_worker}
    sizes = {name: _proportional_megabytes(process.pid) for name, process in each.items()}
    server.stop_worker()
    return "node_memory_mb", round(sum(sizes.values())), ", ".join(f"{name} {size:.0f}" for name, size in sizes.items())


def _proportional_megabytes(pid):
    """What a process and its children take, each page divided by how many processes share it."""
    rollups = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in (pid, *children_of(pid))]
    return sum(int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) for rollup in rollups) / 1024


def by_processes(server, cold_articles):
    """Cold pages a second with 1, 2 and 4 web processes, and how much four make of one's; the server has two again."""
    found = {}
    for turn, count in enumerate(PROCESSES, start=20):
        restart(server, count)
        cold_articles(turn)  # not counted: new processes compile their templates and queries
        found[count] = cold_articles(turn + len(PROCESSES))
    restart(server, 2)
    beside = ", ".join(f"{count}: {rate:.0f}/s" for count, rate in found.items())
    return [("cold_processes_ratio", ratio(found[4], found[1]), f"web processes, cold pages: {beside}")]


def restart(server, count):
    server.stop_web()
    server.web_workers = count
    server.start_web()
