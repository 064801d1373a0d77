"""The owner's list of risky words."""

import pytest

from articles.checking.checker import check
from articles.models import RiskyWord
from tests import builders
from tests.articles.sound_stories import WHOLE, rules, sound

pytestmark = pytest.mark.django_db


def test_the_word_list_ships_with_risky_promises():
    assert {"税收返还", "零地价", "最佳", "第一", "国家级", "保证收益", "稳赚"} <= set(
        RiskyWord.objects.values_list("word", flat=True)
    )


def test_a_risky_word_gives_the_owners_reason(city):
    RiskyWord.objects.create(word="包落户", reason="落户由公安部门办理，不能承诺。")
    (finding,) = check(sound(city, title="园区包落户"))
    assert (finding.rule, finding.text, finding.reason) == ("word", "包落户", "落户由公安部门办理，不能承诺。")


def test_exceptions_of_a_word_follow_at_once_or_a_few_characters_later(city):
    RiskyWord.objects.create(word="龙头", reason="请换成事实。", except_before="镇、…水库")
    for title, found in [("示例公司在龙头镇开工", []), ("龙头示例水库完工", []), ("龙头企业入驻", ["word"])]:
        assert rules(builders.draft(city=city, title=title, **WHOLE)) == found


def test_the_owner_edits_the_word_list_in_the_admin(admin_client):
    builders.portal()
    word = RiskyWord.objects.get(word="零地价")
    page = admin_client.get(f"/admin/articles/riskyword/{word.pk}/change/")
    assert page.status_code == 200
    assert "零地价" in page.content.decode()
