"""What an article's page costs that nobody has read since it changed, in calls: no neighbour changes their number."""

import cProfile
import pstats

import pytest

from tests import builders

pytestmark = pytest.mark.django_db

#: Of Python functions, the test's own client among them.
MOST_CALLS = 7_500


@pytest.fixture
def stories():
    """Articles that have all the same around them: a contact, a city, a zone and its data sheet, tags, cards."""
    builders.portal(contact=builders.contact())
    zone = builders.zone()
    return [
        builders.article(zone=zone, title=f"{number} 号厂房 1,692 平方米", summary="一句话。", tags=["氢能", "厂房"])
        for number in range(12)
    ]


def test_an_article_that_nobody_has_read_yet_costs_few_calls(client, stories):
    for story in stories[:6]:
        client.get(story.get_absolute_url())  # what is the same on all pages is remembered
    with cProfile.Profile() as profile:
        assert client.get(stories[7].get_absolute_url()).status_code == 200
    assert pstats.Stats(profile).total_calls <= MOST_CALLS
