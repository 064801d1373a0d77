"""What more articles and more processes cost, for `make bench`: disk by table, memory, cold pages by web processes."""

import subprocess

from bench.load import ratio

PROCESSES = (1, 2, 4)
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
