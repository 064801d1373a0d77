"""`make bench`: a table of figures, each beside its comparison from the same run, and all of them in var/bench.json.

Machines are noisy, so what counts are the ratios: both sides are measured in turns, and the medians compared. Needs wrk
and nginx. The databases stay in var/bench (a million articles take a while to make, once); `--large 100000` is quicker.
"""

import argparse
import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import traceback
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkinfo.settings")

import django  # noqa: E402 - the settings are named above

django.setup()  # before what follows: the forms that are sent know Django's models

from bench import growth, listings, prepared, queries, replicas  # noqa: E402 - as above
from bench.desk_server import DeskServer  # noqa: E402 - as above
from bench.load import HOST, ROUNDS, Disturbed, fetch, in_turns, pgbench, ratio, timed, timed_page, wrk  # noqa: E402 - as above
from bench.nginx import Nginx  # noqa: E402 - as above
from bench.paint import paint  # noqa: E402 - as above
from bench.replicas import Replica  # noqa: E402 - as above
from bench.starts import starts  # noqa: E402 - as above
from demo.management.commands.make_articles import LICENCE_NOTE  # noqa: E402 - as above
from leads import consent  # noqa: E402 - as above

SMALL, COLD = 10_000, 20_000
#: How often a part is tried that a failed connection disturbed.
ATTEMPTS = 3
BUSIEST_TAG = "SELECT slug FROM articles_tag ORDER BY published_count DESC LIMIT 1"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--directory", type=Path, default=ROOT / "var" / "bench", help="where the databases are kept")
    parser.add_argument("--large", type=int, default=1_000_000, help="articles of the large database")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=list(PARTS), help="measure these alone")
    options = parser.parse_args()
    output = ROOT / "var" / "bench.json"
    figures = json.loads(output.read_text()) if output.exists() and len(options.only) < len(PARTS) else {}
    missing = []
    output.parent.mkdir(parents=True, exist_ok=True)
    for name in options.only:
        found = measured(name, options)
        missing += [] if found else [name]
        figures |= {key: value for key, value, _ in found}
        for key, value, beside in found:
            print(f"{key:22} {value:>10}   {beside}", flush=True)
        output.write_text(json.dumps(figures, indent=2) + "\n")  # after each part: a later one may fail
    if missing:
        sys.exit(f"Not measured: {', '.join(missing)}.")


def measured(name, options):
    """The figures of one part as (name, value, what stands beside); empty when it failed or was disturbed each time."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return PARTS[name](options)
        except Disturbed as disturbance:
            print(f"{name}, attempt {attempt} of {ATTEMPTS}: {disturbance}", file=sys.stderr, flush=True)
        except Exception:  # whatever ails one part, the others are measured
            traceback.print_exc()
            break
    return []


# --- One database: pages, conditional requests, memory, bytes


def pages(options):
    """Figures of the article's page at COLD articles."""
    with ExitStack() as stack:
        server = stack.enter_context(filled(options.directory, COLD))
        nginx = stack.enter_context(
            Nginx(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "nginx", HOST, server.port, server.var)
        )
        _, last = ids(server)
        cold_articles = cold_articles_of(server)
        cold_articles(ROUNDS)  # not counted: a process that has just started compiles its templates and queries
        cold, trivial = in_turns(cold_articles, lambda turn: wrk(server.port, "/healthz/live"))
        # The newest article: its body is as long as any.
        path = f"/news/{last}/"
        page, etag = fetch(server.port, path)
        unchanged, whole = in_turns(
            lambda turn: wrk(server.port, path, f"If-None-Match: {etag}"), lambda turn: wrk(server.port, path)
        )
        copy = server.var / "static" / "bench" / "page.html"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(page)
        warm, file = in_turns(
            lambda turn: wrk(nginx.port, path), lambda turn: wrk(nginx.port, "/static/bench/page.html")
        )
        copy.unlink()
        sizes = wire_bytes(nginx.port, page)
        return [
            ("cold_article_rps", round(cold), f"random articles of {COLD}, straight from granian, 2 workers"),
            ("cold_ratio", ratio(cold, trivial), f"a trivial view: {trivial:.0f}/s"),
            ("conditional_ratio", ratio(unchanged, whole), f"304: {unchanged:.0f}/s, 200: {whole:.0f}/s"),
            ("warm_ratio", ratio(warm, file), f"through nginx: {warm:.0f}/s, the same bytes as a file: {file:.0f}/s"),
            ("article_bytes", sum(sizes.values()), ", ".join(f"{kind} {size}" for kind, size in sizes.items())),
            ("worker_rss_mb", growth.worker_rss(server), "the larger of two workers, after all of the above"),
            growth.node_memory(server),
            *growth.by_processes(server, cold_articles),
        ]


def cold_articles_of(server):
    """Of a turn's number the pages a second of articles that no turn before has asked for."""
    first, last = ids(server)
    return lambda turn: wrk(server.port, script="cold.lua", FIRST=first, COUNT=last - first + 1, TURN=turn * 5003)


def replica(options):
    """What a replica takes off the database, at COLD articles."""
    with filled(options.directory, COLD) as server, tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)  # the server's own account goes through it
        with Replica(server, Path(directory) / "replica") as follower:
            return [replicas.share(server, follower, cold_articles_of(server))]


def wire_bytes(port, page):
    """{kind: bytes} an article costs a first visitor, compressed, without photographs."""
    sizes = {"page": len(gzip.compress(page, 5))}
    for path in set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode())):
        body, _ = fetch(port, path, {"Accept-Encoding": "gzip"})
        kind = path.rpartition(".")[2]
        sizes[kind] = sizes.get(kind, 0) + len(body)
    return sizes


# --- Two sizes


def scale(options):
    """The worst page at the large size against the small one; deep pages and searches at the large one."""
    with filled(options.directory, SMALL) as small, filled(options.directory, options.large) as large:
        costs = {name: scale_cost(name, small, large) for name in page_kinds()}
        worst = max(costs, key=lambda name: costs[name][1] / costs[name][0])
        rows = "; ".join(f"{name} {one:.1f}/{many:.1f}" for name, (one, many) in costs.items())
        return [
            (
                "scale_ratio_max",
                ratio(costs[worst][1], costs[worst][0]),
                f"{worst}; ms at {SMALL} / {options.large}, nothing remembered: {rows}",
            ),
            deep_pages(large),
            *search_figures(large, options.large, costs["article"][1]),
            growth.disk(large, options.large),
        ]


def search_figures(server, size, article_cost):
    """p95 of searches cut out of the articles, whole pages: of all, beside an article's page, and of each class."""
    times = queries.measured(server, lambda path: timed_page(server.port, path))
    every = [each for found in times.values() for each in found]
    beside = f"whole pages at {size}, {len(every)} different searches; median {statistics.median(every):.0f}"
    figures = [
        ("search_p95_ms", p95(every), beside),
        (
            "search_ratio",
            ratio(p95(every), article_cost),
            f"an article's page, nothing remembered: {article_cost:.1f} ms",
        ),
    ]
    for name, found in times.items():
        beside = (
            f"{len(found)} searches, median {statistics.median(found):.0f}, slowest {max(found):.0f}"
            if found
            else "none"
        )
        figures.append((f"search_{name}_p95_ms", p95(found), beside))
    return figures


def p95(times):
    return round(statistics.quantiles(times, n=20)[-1], 1) if len(times) > 1 else None


def deep_pages(server):
    """The worst of the lists' 50th pages against their first, each on a content version of its own."""
    city, zone = newest_zone(server)
    lists = ["/news/?", "/news/?section=dongtai&", f"/zones/{city}/?", f"/tags/{quote(one(server, BUSIEST_TAG))}/?"]
    lists += [f"/zones/{city}/{zone}/?", f"/search/?q={quote('园区')}&"]
    worst, told = 0, []
    for address in lists:
        first, last = [], []
        for _ in range(11):
            for times, page in ((first, ""), (last, "page=50")):
                server.ask("UPDATE parkinfo_contentversion SET version = version + 1")
                times.append(timed(server.port, address + page))
        first, last = statistics.median(first[1:]), statistics.median(last[1:])
        told.append(f"{address.rstrip('?&')} {first:.1f}/{last:.1f}")
        worst = max(worst, ratio(last, first))
    return "page_50_ratio_max", worst, "ms of page 1 / page 50: " + ", ".join(told)


def page_kinds():
    """{name: a function of the server that gives the page's path}."""
    return {
        "home": lambda server: "/",
        "list page 1": lambda server: "/news/",
        "list page 50": lambda server: "/news/?page=50",
        "city": lambda server: f"/zones/{newest_zone(server)[0]}/",
        "zone": lambda server: "/zones/{}/{}/".format(*newest_zone(server)),
        "tag": lambda server: f"/tags/{quote(one(server, BUSIEST_TAG))}/",
        "archive": lambda server: "/news/archive/",
        "article": lambda server: f"/news/{ids(server)[1]}/",
        "feed": lambda server: "/feed.xml",
        "sitemap part": lambda server: "/sitemaps/news-1.xml",
    }


def newest_zone(server):
    """(slug of its city, slug) of the zone that the newest article speaks of."""
    [found] = server.ask(
        "SELECT c.slug, z.slug FROM articles_article a JOIN zones_zone z ON z.id = a.zone_id"
        " JOIN zones_city c ON c.id = z.city_id ORDER BY a.id DESC LIMIT 1"
    )
    return found


def scale_cost(name, small, large):
    """(milliseconds at the small, at the large size): medians, each request on a content version of its own."""
    paths = {server: page_kinds()[name](server) for server in (small, large)}
    times = {small: [], large: []}
    for _ in range(11):
        for server, path in paths.items():
            server.ask("UPDATE parkinfo_contentversion SET version = version + 1")
            times[server].append(timed(server.port, path))
    return statistics.median(times[small][1:]), statistics.median(times[large][1:])


# --- Enquiries, starts


def intake(options):
    """Enquiries a second through granian against pgbench's inserts on the same server, as wide and as durable."""
    with tempfile.TemporaryDirectory() as directory, DeskServer(Path(directory)) as server:
        assert server.send(0)
        script = Path(directory) / "insert.sql"
        script.write_text(bare_insert(server))
        body = urlencode({**ANSWERS, "consent": consent.CURRENT.version})
        sent, bare = in_turns(
            lambda turn: wrk(server.port, script="enquiries.lua", BODY=body, TURN=(turn + 1) * 1_000_000),
            lambda turn: pgbench(server, script),
        )
        if server.spooled() or one(server, "SELECT count(*) FROM leads_enquiry WHERE screening = 'quarantined'"):
            raise RuntimeError("Enquiries went to the spool or into quarantine: that is not what was to be measured.")
        return [("intake_ratio", ratio(sent, bare), f"enquiries: {sent:.0f}/s, pgbench's bare inserts: {bare:.0f}/s")]


#: As the form sends them for who tells a little more than is asked.
ANSWERS = {
    "kind": "rent", "need": "找 NUMBER 平方米厂房", "name": "示例", "phone": "138NUMBER", "city": "", "zone": "",
    "area": "3000", "area_unit": "sqm", "clear_height": "8", "budget": "", "timing": "quarter", "industry": "汽车配件",
    "investment": "", "yearly_tax": "", "company": "示例公司", "wechat": "", "email": "", "q7x2": "", "seconds": "30",
    "landing": "/news/1/", "referrer": "",
}  # fmt: skip


def bare_insert(server):
    """SQL that writes an enquiry's row, and no more, into a table as wide as theirs whose only index is its key."""
    server.ask("CREATE TABLE bare (LIKE leads_enquiry INCLUDING IDENTITY, PRIMARY KEY (id))")
    columns = "column_name FROM information_schema.columns WHERE table_name = 'bare' AND column_name <> 'id'"
    names = [name for (name,) in server.ask(f"SELECT {columns} ORDER BY ordinal_position")]
    values = ", ".join(f"quote_nullable({name}::text)" for name in names)
    row = one(server, f"SELECT concat_ws(', ', {values}) FROM leads_enquiry LIMIT 1")
    return f"INSERT INTO bare ({', '.join(names)}) VALUES ({row});\n"


def finder(options):
    """The finder's pages among few listings and among many."""
    few, many = (filled(options.directory, count, "listings") for count in (listings.FEW, listings.MANY))
    with few as small, many as large:
        return listings.figures(small, large)


def prepared_queries(options):
    """What each prepared query saves of a page at SMALL articles, of one of the desk, and of an enquiry."""
    with filled(options.directory, SMALL) as server:
        figures = prepared.measured(server, "pages")
    with tempfile.TemporaryDirectory() as directory, DeskServer(Path(directory)) as server:
        return figures + prepared.measured(server, "desk") + prepared.measured(server, "enquiries")


# --- The databases


def filled(directory, count, what="articles"):
    """A server (to be entered) whose database holds so many articles, or listings; made the first time."""
    place = directory / (str(count) if what == "articles" else f"{what}-{count}")
    if not (place / "made").exists():
        place.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"VAR_DIR": str(place)}
        environment.pop("DATABASE_URL", None)
        for words in (["migrate", "--verbosity=0"], [f"make_{what}", str(count)]):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)
        (place / "made").touch()
    return DeskServer(place)


def one(server, statement):
    [[value]] = server.ask(statement)
    return value


def ids(server):
    """The first and the last id of the articles made, which have none missing between."""
    [found] = server.ask(f"SELECT min(id), max(id) FROM articles_article WHERE licence_note = '{LICENCE_NOTE}'")
    return found


PARTS = {part.__name__: part for part in (pages, replica, prepared_queries, scale, finder, intake, paint, starts)}

if __name__ == "__main__":
    main()
