"""The desk's start page begins with what waits for the person."""

import pytest

from staff.roles import WRITER
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
REASON = "总投资和标题对不上"


def sent_back(writer, editor, title):
    draft = builders.draft(author=writer, title=title)
    draft.submit(writer)
    draft.send_back(editor, REASON)
    return draft


def test_a_writer_first_reads_what_was_sent_back_to_them_and_why():
    writer, other, editor = builders.person(WRITER), builders.person(WRITER), builders.person(is_superuser=True)
    sent_back(writer, editor, "退回来的一篇")
    builders.draft(author=writer, title="还在写的一篇")
    shown = words(signed_in(writer).get("/admin/"))
    section = shown[shown.index('id="sent-back"') : shown.index("</section>")]
    assert "退回来的一篇" in section
    assert f"退回：{REASON}" in section
    assert "还在写的一篇" not in section
    assert shown.index('id="sent-back"') < shown.index("desk-waiting")
    for somebody in (other, editor):
        assert 'id="sent-back"' not in words(signed_in(somebody).get("/admin/"))


def test_what_was_submitted_again_is_not_marked_any_more_until_it_comes_back_once_more():
    writer, editor = builders.person(WRITER), builders.person(is_superuser=True)
    draft = sent_back(writer, editor, "又交了一次的一篇")
    draft.submit(writer)
    assert 'id="sent-back"' not in words(signed_in(writer).get("/admin/"))
    draft.send_back(editor, "来源还是没有写")
    assert "退回：来源还是没有写" in words(signed_in(writer).get("/admin/"))
