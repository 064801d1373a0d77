"""Who is told of a story that changed hands, and what somebody sees of one that is not theirs to change."""

import pytest

from articles.jobs import tell_staff
from articles.models import Article
from jobs.models import Job
from staff.roles import EDITOR, WRITER
from tests import builders
from tests.desk import page, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(mine, other):
    """A writer, the editors of the city, one of the network and one of another city, each with an address."""
    builders.portal(host="park.example")
    made = {
        "writer": builders.person(WRITER, mine),
        "editor": builders.person(EDITOR, mine),
        "head": builders.person(EDITOR),
        "foreign": builders.person(EDITOR, other),
        "owner": builders.person(is_superuser=True),
    }
    for name, person in made.items():
        person.email = f"{name}@example.com"
        person.save()
    return made


def told(mailoutbox):
    """Whom the waiting jobs write to, and what."""
    for job in Job.objects.filter(kind="articles.tell_staff").order_by("pk"):
        tell_staff(**job.payload)
        job.delete()
    letters = [(sorted(each.to), each.subject, each.body) for each in mailoutbox]
    mailoutbox.clear()
    return letters


def test_editors_hear_of_what_is_submitted_and_its_writer_what_became_of_it(people, mine, mailoutbox):
    story = builders.draft(city=mine, author=people["writer"], title="示例项目")
    story.submit(people["writer"])
    [(to, subject, body)] = told(mailoutbox)
    assert (to, subject) == (["editor@example.com", "head@example.com"], "待审：示例项目")
    assert f"http://park.example/admin/articles/article/{story.pk}/change/" in body
    story.send_back(people["editor"], "数字请核实")
    [(to, subject, body)] = told(mailoutbox)
    assert (to, subject) == (["writer@example.com"], "退回：示例项目")
    assert "退回：数字请核实" in body
    story.submit(people["writer"])
    story.publish(people["head"])
    story.withdraw(people["head"], "投诉属实")
    assert [subject for _, subject, _ in told(mailoutbox)] == ["待审：示例项目", "发布：示例项目", "撤回：示例项目"]


def test_a_title_of_two_lines_is_a_subject_of_one(people, mine, mailoutbox):
    story = builders.draft(city=mine, author=people["writer"], title="示例项目\n开工")
    story.submit(people["writer"])
    assert [subject for _, subject, _ in told(mailoutbox)] == ["待审：示例项目 开工"]


def test_administrators_hear_of_it_where_nobody_else_could_publish(people, mine, mailoutbox):
    for name in ("editor", "head"):
        people[name].grants.all().delete()
    builders.draft(city=mine, author=people["writer"]).submit(people["writer"])
    assert [to for to, *_ in told(mailoutbox)] == [["owner@example.com"]]


def test_nobody_is_told_what_they_did_themselves_or_without_an_address(people, mine, mailoutbox):
    builders.draft(city=mine, author=people["editor"]).publish(people["editor"])
    people["writer"].email = ""
    people["writer"].save()
    builders.draft(city=mine, author=people["writer"]).publish(people["editor"])
    assert told(mailoutbox) == []


@pytest.mark.slow
def test_a_colleagues_story_is_read_as_its_readers_will_and_says_why_it_cannot_be_changed(people, mine):
    story = builders.draft(city=mine, author=people["editor"], body="<p>示例<strong>正文</strong></p>")
    shown = words(signed_in(people["writer"]).get(page(story)))
    assert "<p>示例<strong>正文</strong></p>" in shown
    assert f"这篇由{people['editor']}录入，你可以看、复制为新稿，不能改。" in shown
    assert page(story, "preview") in shown
    assert "Note" not in shown
    assert "Revision" not in shown


@pytest.mark.slow
def test_ones_own_story_says_that_it_waits_for_the_editor(people, mine):
    story = builders.draft(city=mine, author=people["writer"])
    story.submit(people["writer"])
    client = signed_in(people["writer"])
    assert "已提交审核，编辑处理以前不能改" in words(client.get(page(story)))
    Article.objects.get(pk=story.pk).publish(people["editor"])
    assert "这篇已经由编辑处理" in words(client.get(page(story)))
