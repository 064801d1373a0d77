"""Searches for `make bench`, cut out of the articles themselves, so that nearly all find something, each asked once.

A kind of search is what visitors type (two characters, a longer word, several words, a phrase); the class of a word is
told by how much it finds.
"""

import random
import re
from html import unescape
from urllib.parse import urlencode

#: Articles whose words are taken, and searches of each class.
SAMPLE, WANTED = 400, 40
#: A word is rare that finds at most so many, and common that finds more than are counted.
RARE, COUNTED = 100, "1 000+"
CLASSES = ("rare", "common", "two_characters", "several_words", "phrases", "filtered", "nothing")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_COUNT = re.compile(r'找到 <span class="num">([^<]+)</span> 篇')


def drawn(server, seed=1):
    """Yields {parameter: value} of searches without end, of all kinds in turn; the same for the same articles."""
    lot = random.Random(seed)
    articles = server.ask(
        "WITH ids AS (SELECT min(id) AS low, max(id) AS high FROM articles_article)"
        " SELECT a.title, a.body, c.slug FROM ids"
        f" CROSS JOIN generate_series(low, high, greatest(1, (high - low) / {SAMPLE})) AS one"
        " JOIN articles_article a ON a.id = one AND a.status = 'published' JOIN zones_city c ON c.id = a.city_id"
    )
    while True:
        title, body, city = lot.choice(articles)
        runs = _HAN.findall(title) + _HAN.findall(unescape(re.sub("<[^>]+>", " ", body)))

        def word(least, most, runs=runs):
            run = lot.choice([run for run in runs if len(run) >= least])
            length = lot.randint(least, min(most, len(run)))
            start = lot.randint(0, len(run) - length)
            return run[start : start + length]

        yield {"q": word(2, 2)}
        yield {"q": word(3, 6)}
        # Headlines begin with who did it.
        yield {"q": _HAN.findall(f"{title}无名")[0][:4]}
        yield {"q": " ".join(word(2, 4) for _ in range(lot.randint(2, 4)))}
        yield {"q": f'"{word(4, 8)}"'}
        yield {"q": word(2, 4), "city": city, **lot.choice([{}, {"period": "year"}, {"sort": "date"}])}
        yield {"q": word(3, 5)[::-1] + word(2, 3)[::-1]}


def class_of(query, page):
    """The name of the class that a search belongs to by its page, or None for one of no class."""
    found = _COUNT.search(page)
    if not found:
        return "nothing"
    if "city" in query:
        return "filtered"
    if query["q"].startswith('"'):
        return "phrases"
    if " " in query["q"]:
        return "several_words"
    if len(query["q"]) == 2:
        return "two_characters"
    if found[1] == COUNTED:
        return "common"
    return "rare" if int(found[1]) <= RARE else None


def measured(server, timed, wanted=WANTED):
    """{class: [milliseconds of a whole page]}: `timed(path)` gives (milliseconds, page) of one request.

    Every search is asked twice and told by the second time: the first may wait for the disk. No search is asked again.
    """
    for number in range(20):
        # Each worker process takes in what knows how words sound, once, when first it finds nothing: half a second.
        timed(f"/search/?q=unknown{number}")
    times = {name: [] for name in CLASSES}
    asked = set()
    for query in drawn(server):
        if all(len(found) >= wanted for found in times.values()) or len(asked) > 60 * wanted:
            return times
        if (path := f"/search/?{urlencode(query)}") in asked:
            continue
        asked.add(path)
        name = class_of(query, timed(path)[1])
        if name and len(times[name]) < wanted:
            times[name].append(timed(path)[0])
    return times
