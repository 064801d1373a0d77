"""Whatever is typed into search is answered: no error, nothing unescaped, nothing that is not public."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.models import Article, Synonym, Tag
from articles.search.quantities import UNITS
from articles.search.words import COMMON, DEALS, PREMISES
from tests import builders

pytestmark = pytest.mark.django_db

#: What people type, what the index marks its own lexemes by, and what markup, SQL, tsquery and patterns are made of.
PIECES = st.one_of(
    st.sampled_from([*"济南宁波氢能无尘洁净起重机示例园", "济南", "氢能", "示例园", "有哪些", "3000", "1.2", "9" * 30]),
    st.sampled_from([*PREMISES, *DEALS, *COMMON, *UNITS, "万", "亿", "至", "-5", "廠房", "５Ｇ", "㎡", "½", "①"]),
    st.sampled_from([*" \u3000\t\n\"“”「」'\\&|!()<>:*~=%_+-.,，;/?#[]{}^$", ":*", "~c1", "=1m2", "\x7f", "\u200b"]),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
TEXT = st.lists(PIECES, max_size=12).map("".join)
CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "city": st.sampled_from(["jinan", "nowhere", "\u200b"]),
        "zone": st.sampled_from(["yuan", "x"]),
        "section": st.sampled_from(["dongtai", "'"]),
        "period": st.sampled_from(["week", "year", "9"]),
        "sort": st.sampled_from(["date", "relevance", "x"]),
    },
)


@pytest.fixture
def archive():
    city = builders.city(name="济南", slug="jinan")
    zone = builders.zone(city=city, name="示例园", slug="yuan", entry_rules="无尘车间")
    builders.article(["氢能"], title="济南氢能项目 <b>3000㎡</b>", zone=zone, body="<p>起重机 100MW &lt;script&gt;</p>")
    builders.draft(title="未公开的草稿", body="<p>济南氢能厂房</p>")
    Tag.objects.update(published_count=1)
    assert Article.objects.exists()
    assert Synonym.objects.exists()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXT, CHOICES)
@example("=1m2", {})
@example("~c1 | ~z1", {"city": "jinan"})
@example("'" * 200, {"sort": "date"})
@example("9" * 200 + "㎡", {})
@example("一" * 200, {"period": "week"})
def test_any_search_is_answered(client, archive, text, choices):
    page = client.get("/search/", {"q": text, **choices})
    assert page.status_code == 200
    shown = page.content.decode()
    assert "未公开" not in shown.replace(text, "")
    assert "<script>" not in shown
    assert "<b>" not in shown
    suggested = client.get("/search/suggest/", {"q": text, **choices})
    assert suggested.status_code == 200
    assert not any("未公开" in each["label"] for each in suggested.json()["suggestions"])
