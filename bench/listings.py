"""Questions to the finder for `make bench`, every kind of them, each asked once of a small and of a large database.

A page is whole and cold: nginx is not asked, and no address comes twice. The class of a question says what it tries.
"""

import random
import re
import statistics
from urllib.parse import urlencode

from bench.load import ratio, timed_page

#: Listings of the two databases.
FEW, MANY = 1_000, 100_000
#: Questions of each class that are drawn at random.
WANTED = 60
#: Values of each condition, as visitors type and choose them; of a rare one as well as of a common one.
VALUES = {
    "kind": ["factory", "warehouse", "office", "land"],
    "deal": ["rent", "sale", "transfer"],
    "area": ["300", "3000", "2000-5000", "10亩", "1万平以上", "1000以内"],
    "height": ["4", "8", "9米", "12"],
    "load": ["1", "3", "5吨"],
    "crane": ["5", "10吨", "32"],
    "power": ["315", "800", "2000"],
    "rent": ["16", "25元", "60"],
    "storeys": ["single", "multi"],
    "fire": ["乙", "丙", "丁"],
    "eia": ["on"],
}
SORTS = ("best", "new", "area", "rent")
WORDS = {
    "area": ["3000平", "800平", "20亩", "5000-8000平"],
    "height": ["净高9米", "净高6米"],
    "crane": ["10吨行车", "5吨行车"],
    "rent": ["月租25以内", "月租18以内"],
    "storeys": ["单层", "多层"],
    "kind": ["厂房", "仓库", "写字楼"],
}
#: What hardly anything has.
DEMANDING = {
    "height": ["17", "19", "25"],
    "load": ["9", "12", "20"],
    "crane": ["50", "80", "200"],
    "power": ["3500", "6000"],
    "rent": ["11", "12", "13"],
    "area": ["39000", "150000", "1.9万平"],
    "fire": ["甲"],
}
MOST_PAGES = 50
_COUNT = re.compile(r'共 <span class="num">([^<]+)</span> 套')


class Questions:
    """Draws questions about what a database holds; the same for the same seed."""

    def __init__(self, server, seed=1):
        self._lot = random.Random(seed)
        places = server.ask(
            "SELECT c.slug, c.name, z.slug FROM zones_zone z JOIN zones_city c ON c.id = z.city_id"
            " WHERE z.is_listed AND c.is_listed ORDER BY z.id"
        )
        self._places = places
        [(month,)] = server.ask("SELECT to_char(now() + interval '1 month', 'YYYY-MM-DD')")
        industries = [slug for (slug,) in server.ask("SELECT slug FROM zones_industry ORDER BY id")]
        cities = sorted({city for city, _, _ in places})
        self._values = {**VALUES, "industry": industries[:8], "by": [month], "city": cities[:8]}

    def every_condition(self):
        """Each value of each condition alone, a city's zone among them."""
        yield {}
        for name, values in self._values.items():
            for value in values:
                yield {name: value}
        for city, _, zone in self._lot.sample(self._places, min(6, len(self._places))):
            yield {"city": city, "zone": zone}

    def combined(self):
        """From two to six conditions, in one of the orders."""
        while True:
            yield {**self._some(self._values, self._lot.randint(2, 6)), "sort": self._lot.choice(SORTS)}

    def words(self):
        """A need in words."""
        while True:
            said = [self._lot.choice(self._places)[1], *self._some(WORDS, self._lot.randint(1, 4)).values()]
            yield {"need": " ".join(said[self._lot.randint(0, 1) :])}

    def near_misses(self):
        """So much that few have it: with what just misses."""
        while True:
            yield self._some(DEMANDING, self._lot.randint(1, 3)) | self._some(self._values, self._lot.randint(0, 2))

    def deep(self):
        """Far back in a list that is long, in one of the orders."""
        while True:
            asked = self._some(self._values, self._lot.randint(0, 2))
            yield {**asked, "sort": self._lot.choice(SORTS), "page": str(self._lot.randint(10, MOST_PAGES))}

    def _some(self, values, count):
        names = self._lot.sample(list(values), count)
        return {name: self._lot.choice(values[name]) for name in names}


def figures(small, large):
    """[(figure, value, beside)]: p95 at the large size, its ratio to the small one's, and that of each class."""
    times = measured(small, large)
    every = [pair for pairs in times.values() for pair in pairs]
    few, many = percentiles(every)
    beside = f"{len(every)} different pages at {FEW} / {MANY} listings: {in_words(few, many)}"
    found = [("finder_p95_ms", round(many[1], 1), beside), ("finder_p95_ratio", ratio(many[1], few[1]), "of these")]
    for name, pairs in times.items():
        few, many = percentiles(pairs)
        found.append((f"finder_{name}_p95_ratio", ratio(many[1], few[1]), f"{len(pairs)}: {in_words(few, many)}"))
    return found


def measured(small, large, wanted=WANTED):
    """{class: [(milliseconds at the small, at the large)]}, asked in turns."""
    for server in (small, large):
        for number in range(40):
            # Each process makes its templates and what it keeps.
            timed_page(server.port, f"/listings/?area={number + 1}")
    questions = Questions(large)
    classes = {
        "single": questions.every_condition(),
        "combined": questions.combined(),
        "words": questions.words(),
        "near_misses": questions.near_misses(),
        "deep": questions.deep(),
    }
    asked, times = set(), {}
    for name, drawn in classes.items():
        times[name] = []
        for question in drawn:
            if len(times[name]) >= wanted and name != "single":
                break
            if (path := address(question)) in asked:
                continue
            asked.add(path)
            paths = deep_paths(small, large, question) if name == "deep" else (path, path)
            if paths:
                of_small, of_large = paths
                pair = timed_page(small.port, of_small)[0], timed_page(large.port, of_large)[0]
                times[name].append(pair)
    return times


def deep_paths(small, large, question):
    """The paths at the small and at the large database: the page asked for, or the last before it; None of one page."""
    paths = []
    for server in (small, large):
        first = {**question, "page": ""}
        count = int(_COUNT.search(timed_page(server.port, address(first))[1])[1].replace(" ", "").rstrip("+"))
        last = min(int(question["page"]), -(-count // 20), MOST_PAGES)
        paths.append(address(question | {"page": str(last)}))
    return paths if last > 1 else None


def address(question):
    return f"/listings/?{urlencode({name: value for name, value in question.items() if value})}"


def percentiles(pairs):
    """[(p50, p95, p99)] of milliseconds, of the small and of the large."""
    return [
        tuple(statistics.quantiles(column, n=100)[cut] for cut in (49, 94, 98)) for column in zip(*pairs, strict=True)
    ]


def in_words(few, many):
    """Two results of `percentiles`."""
    return "p50/p95/p99 " + " and ".join("/".join(f"{each:.0f}" for each in found) + " ms" for found in (few, many))
