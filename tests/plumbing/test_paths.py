"""Paths are those of the URL patterns, without asking these each time."""

import pytest
from django.urls import reverse

from plumbing.paths import path_of


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("home", ()),
        *(("articles:article", (number,)) for number in (1, 7_777_777_777, 2**63 - 1)),
        ("articles:qr", (12,)),
        ("articles:sitemap_news", (3,)),
        ("articles:archive_month", (2026, 5)),
        ("articles:tag", ("5G 与 AT&T",)),
        ("zones:zone", ("jinan", "licheng")),
    ],
)
def test_a_path_is_the_patterns_own(name, arguments):
    assert path_of(name, *arguments) == reverse(name, args=arguments)


def test_each_number_has_its_own_path():
    assert [path_of("articles:article", number) for number in (1, 2, 1)] == ["/news/1/", "/news/2/", "/news/1/"]
