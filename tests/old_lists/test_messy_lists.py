"""Three lists as salespeople keep them, through both pages: what is proposed, what becomes of each row."""

import pytest

from leads.models import Lead
from old_lists import jobs
from tests.leads.people import ways_of
from tests.old_lists import messy
from tests.old_lists.importing import choose, confirm, outcomes, shown, uploaded

pytestmark = pytest.mark.django_db


def through(desk, data, name, words=None, **wishes):
    old_list = uploaded(desk, data=data, name=name)
    choose(desk, old_list, words=words, **wishes)
    confirm(desk, old_list)
    jobs.bring_in(old_list.pk)
    return old_list


@pytest.mark.slow
def test_the_register_of_two_years(desk, zhang):
    old_list = through(
        desk,
        messy.register(),
        "招商客户台账.xlsx",
        {"没地，先放放": "lost", "小李": "refuse", "王五（已离职）": "pool"},
    )
    assert outcomes(old_list) == {
        **{"2023年!5": "new", "2023年!6": "new", "2023年!7": "refused", "2023年!8": "blank", "2023年!9": "refused"},
        **{"2023年!10": "new", "2023年!11": "sum", "2024年!4": "twin", "2024年!5": "new", "2024年!6": "refused"},
        **{"2024年!7": "refused"},
    }
    wang = Lead.objects.get(phone="+8613800000001")
    assert (wang.company, wang.owner, wang.stage, str(wang.created_at.date())) == (
        *("示例机械有限公司", zhang, "visiting"),
        "2023-03-04",
    )
    assert wang.events.filter(text__contains="又来看了一次").exists()
    li = Lead.objects.get(company="示例食品厂")  # below the same merged day and person
    assert (li.owner, ways_of(li)[1:]) == (zhang, ["+8653188888802", "wx_example2"])
    assert shown(old_list)["2023年!9"]["reasons"] == [
        ["2023年!H9", "负责人“小李”的行不导入。"]
    ]  # of 2023, by the sheet


def test_the_calls_of_a_csv(desk):
    old_list = uploaded(desk, data=messy.calls(), name="来电登记.csv")
    answer = choose(desk, old_list)
    assert "有 5 行的日期没写年份，例如“3月5日”" in answer.content.decode()
    old_list = through(desk, messy.calls(), "来电登记.csv", year="2026")
    assert outcomes(old_list) == {"3": "new", "4": "new", "6": "refused", "7": "new", "8": "twin", "9": "sum"}
    wang = Lead.objects.get(name="王总")
    assert (wang.created_at.year, wang.enquiries.get().need) == (2026, "厂房 2000 平 层高 9 米")
    assert wang.enquiries.get().other_words == "来源：百度"
    assert wang.events.filter(text__contains="改要 3000 平了").exists()
    both = Lead.objects.get(name="李工和张姐")
    assert ways_of(both) == ["+8613800000012", "+8613800000013"]


def test_the_log_of_one_person(desk, zhang):
    old_list = through(desk, messy.log(), "跟进流水.xlsx", {"小周": "pool", "C": "qualified", "?": "other"})
    assert outcomes(old_list) == {
        **{"2": "new", "3": "twin", "4": "new", "5": "new", "6": "refused", "7": "new", "8": "sum"},
    }
    assert Lead.objects.get(wechat="liuhaoyu_example").owner == zhang
    liu = Lead.objects.get(phone="+8613800000021")
    assert (liu.stage, liu.kind, liu.company) == ("qualified", "rent", "示例塑胶 刘总")
    assert liu.events.filter(text__contains="再推 5 号楼").exists()
