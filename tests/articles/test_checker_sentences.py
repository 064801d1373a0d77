"""One slip in a sentence or two, by its kind; and what looks like one."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from tests.articles.labelled_stories import NEWS
from tests.articles.test_checker_cases import findings

PUBLISHED = date(2024, 9, 23)

KINDS = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))["kinds"]
FOUND = [tuple(case) for kind in KINDS for case in kind["found"]]
LEFT_ALONE = [text for kind in KINDS for text in kind["left_alone"]]


@pytest.mark.parametrize(("rule", "words", "text"), FOUND, ids=lambda value: None)
def test_a_slip_is_found_where_it_stands(rule, words, text):
    found = findings(NEWS, text, published_on=PUBLISHED)
    assert [(finding.rule, finding.text) for finding in found] == [(rule, words)]


@pytest.mark.parametrize("text", LEFT_ALONE, ids=lambda value: None)
def test_what_looks_like_one_is_left_alone(text):
    found = findings(NEWS, text, published_on=PUBLISHED)
    assert [(finding.rule, finding.text, finding.reason) for finding in found] == []
