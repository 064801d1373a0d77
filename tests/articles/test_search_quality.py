"""How good search is, on labelled queries: recall among the first ten, and how high the first answer stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Tag
from articles.search.answers import answer
from articles.search.suggestions import Names
from articles.search.words import Words
from articles.tags import parse
from tests import builders
from tests.articles.search_corpus import ARTICLES, MISSPELT, QUERIES, ZONE_QUERIES, ZONES, rows
from zones.models import City, Industry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def archive(rows_of_module):
    """{key: id} of the corpus, published a day after the other."""
    ids, cities = {}, {}
    for number, (key, city, title, tags, text) in enumerate(rows(ARTICLES)):
        if city not in cities:
            cities[city] = builders.city(name=city)
        article = builders.article(
            title=title, city=cities[city], body=f"<p>{text}</p>", tags=parse(tags),
            published_at=timezone.now() - timedelta(days=number + 1),
        )  # fmt: skip
        ids[key] = article.pk
    return ids


def test_recall_and_rank_of_labelled_queries(archive, capsys):
    names = Names()
    queries, recalls, ranks, failures = rows(QUERIES), [], [], []
    for text, keys in queries:
        wanted = {archive[key] for key in keys.split()}
        search = Article.objects.search(Words.read(text), synonyms=names.synonyms)
        found = answer(search, names).search.ids[:10]
        recalls.append(len(wanted & set(found)) / len(wanted))
        ranks.append(next((1 / place for place, pk in enumerate(found, 1) if pk in wanted), 0))
        if recalls[-1] < 1 or ranks[-1] < 1:
            failures.append(f"{text}: recall {recalls[-1]:.2f}, reciprocal rank {ranks[-1]:.2f}")
    recall, mrr = sum(recalls) / len(recalls), sum(ranks) / len(ranks)
    with capsys.disabled():
        print(f"\n{len(queries)} queries: recall@10 {recall:.3f}, MRR {mrr:.3f}", *failures, sep="\n  ")
    assert len(queries) >= 100
    assert recall >= 0.97
    assert mrr >= 0.95


def test_zones_of_labelled_queries(capsys):
    keys = {}
    for key, city, name, industries, summary, description, rules, numbers in rows(ZONES):
        place = City.objects.get_or_create(name=city, defaults={"slug": f"{key}-city"})[0]
        texts = {"summary": summary, "description": description, "entry_rules": rules}
        zone = builders.zone(city=place, name=name, **texts, **dict(pair.split("=") for pair in numbers.split()))
        for name in industries.split("、"):
            known = Industry.objects.filter(name=name).first()
            zone.industries.add(known or Industry.objects.create(name=name, slug=f"chanye-{Industry.objects.count()}"))
        keys[zone.pk] = key
    names, queries, failures = Names(), rows(ZONE_QUERIES), []
    for text, wanted in queries:
        found = [keys[zone.pk] for zone in names.zones_with(Words.read(text))]
        if {*found[: len(wanted.split())]} != {*wanted.split()} or (found and not wanted):
            failures.append(f"{text}: {found}")
    with capsys.disabled():
        print(f"\n{len(queries)} queries for zones, {len(queries) - len(failures)} right", *failures, sep="\n  ")
    assert failures == []


def test_slips_of_one_word_and_of_several_are_offered_what_was_meant(archive, capsys):
    Tag.objects.update(published_count=1)
    names, slips, failures = Names(), rows(MISSPELT), []
    for text, meant, right in slips:
        words = Words.read(text)
        guess = names.guess(words)
        offered, corrected = [name.name for name in guess.similar][:4], guess.corrected
        if not {*meant.split()} <= {*offered} or (right and corrected != right):
            failures.append(f"{text}: {offered}, {corrected}")
    with capsys.disabled():
        print(f"\n{len(slips)} slips, {len(slips) - len(failures)} understood", *failures, sep="\n  ")
    assert len(failures) <= 1


@pytest.mark.parametrize("text", ["区块链", "养老院", "足球 篮球", "abcdefg", "济南 宠物", "1234567", "殡葬"])
def test_what_is_only_not_there_is_not_corrected(archive, text):
    Tag.objects.update(published_count=1)
    assert Names().guess(Words.read(text)).corrected is None
