"""Runs: again, later, stopped in between, taken back."""

import pytest
from django.db import connection

from addresses.models import OldAddress
from articles.models import Article, RemotePicture, Tag
from images.models import Image
from moving import conflicts, undoing
from moving.models import MovedFile, MovedStory, Run
from moving.running import Busy, NotDecided, Paused, Running, alone, begin
from moving.source import Refusal, Visibility
from moving.stories import Mover
from staff.roles import EDITOR
from tests import builders
from tests.moving.fingerprint import row_versions
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db


def moved(number):
    return MovedStory.objects.get(old_id=str(number))


def article(number):
    return moved(number).article


@pytest.fixture
def full(source, decide):
    """A source of a dozen stories with pictures, links, tags and something wrong of most kinds."""
    tag = source.tag(7, "新能源")
    decide("tag", tag, tag="新能源")
    source.files.content = {f"{UPLOADS}{n}.jpg": picture(n) for n in range(4)} | {f"{UPLOADS}x.jpg": b"<html>"}
    for n in range(2, 14):
        source.story(
            n,
            f'<p>第{n}篇的正文，写得长一点。<a href="/post/{n + 1}.html">后一篇</a>'
            f'<img src="/{UPLOADS}{n % 5}.jpg"><img src="/{UPLOADS}x.jpg"></p>',
            tags=(tag,),
            cover=f"/{UPLOADS}{n % 4}.jpg",
        )
    source.change(3, visibility=Visibility.DRAFT)
    return source


def test_nothing_begins_before_all_is_decided(source, site, decide, move):
    source.category(8, "新分类")
    source.story(5, category="8")
    with pytest.raises(NotDecided) as refusal:
        move()
    assert refusal.value.missing == ["分类 8「新分类」（1 篇）"]
    assert not Run.objects.exists()


@pytest.mark.slow
def test_a_second_run_changes_no_row(full, move):
    move()
    before = row_versions()
    run = move()
    assert run.counts == {"same": 12}
    assert row_versions() == before


@pytest.mark.slow
def test_a_trial_says_what_a_run_would_do_and_leaves_nothing(full, site, media):
    before, heard = row_versions(), {}
    Running(site, full, is_trial=True).try_out(
        lambda row, written: heard.update({row.old_id: (row.outcome, row.notes)})
    )
    assert row_versions() == before
    assert not media.exists() or not any(each.is_file() for each in media.rglob("*"))
    Running(site, full).run(begin(site, {}))
    assert heard == {row.old_id: (row.outcome, row.notes) for row in MovedStory.objects.all()}


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_under_its_number(full, site):
    run = begin(site, {})
    for _ in range(3):
        with pytest.raises(Paused):
            Running(site, full).run(run, seconds=0.000001)
    assert Article.objects.count() == 3
    assert begin(site, {}) == run
    Running(site, full).run(run)
    assert run.counts == {"new": 12, "same": 0}


def test_a_site_is_moved_by_one_at_a_time(site):
    """The lock is that of a transaction of its own, so that it goes with whoever dies and no pooler keeps it."""
    for _ in range(2):
        with alone(site), pytest.raises(Busy), alone(site):
            pass


def test_what_the_old_site_changed_later_is_brought_up_to_date(source, move):
    source.story(5)
    source.story(6)
    move()
    source.change(5, title="新标题", body="<p>新正文。</p>")
    source.story(7)
    run = move()
    assert run.counts == {"changed": 1, "new": 1, "same": 1}
    assert (article(5).title, article(5).body) == ("新标题", "<p>新正文。</p>")
    assert article(5).revisions.first().reason == "旧站更新"
    assert moved(5).original.markup == "<p>新正文。</p>"


def test_views_follow_the_old_site_without_a_revision(source, move):
    source.story(5, views=10)
    move()
    source.change(5, views=25)
    assert move().counts == {"same": 1}
    assert (article(5).views.baseline, article(5).revisions.count()) == (25, 1)


def test_a_story_that_was_withdrawn_there_is_withdrawn_here(source, move):
    source.story(5)
    move()
    source.change(5, visibility=Visibility.PRIVATE)
    move()
    assert article(5).status == "withdrawn"
    assert article(5).is_gone


@pytest.mark.slow
@pytest.mark.parametrize(("choice", "status"), [("keep", "published"), ("withdraw", "withdrawn")])
def test_a_story_that_is_gone_there_is_listed_or_withdrawn(source, site, move, choice, status):
    site.choices["gone"] = choice
    site.save()
    gone = source.story(5)
    move()
    source.remove(5)
    assert move().counts == {"gone": 1, "same": 0}
    assert (article(5).status, moved(5).outcome) == (status, "gone")
    assert move().counts == {"same": 1}
    source.all_stories.append(gone)
    move()
    assert (article(5).status, moved(5).outcome) == ("published", "changed")


def edit(number, **fields):
    """An editor changes a story here."""
    story, editor = article(number), builders.person(EDITOR)
    for name, value in fields.items():
        setattr(story, name, value)
    story.save()
    story.record(editor, "改")
    return story


@pytest.mark.slow
def test_what_was_edited_here_is_never_overwritten(source, move):
    source.story(5)
    move()
    edit(5, title="编辑改过的标题")
    source.change(5, body="<p>旧站又改了。</p>")
    assert move().counts == {"conflict": 1, "same": 0}
    assert article(5).title == "编辑改过的标题"
    [conflict] = conflicts.conflicts(moved(5).site)
    assert [label for label, _ in conflict.differences] == ["标题", "正文"]
    assert move().counts == {"same": 1}


@pytest.mark.slow
@pytest.mark.parametrize(("theirs", "title"), [(True, "旧文章 5"), (False, "编辑改过的标题")])
def test_a_conflict_is_settled_by_choice(source, move, theirs, title):
    source.story(5)
    move()
    edit(5, title="编辑改过的标题")
    source.change(5, body="<p>旧站又改了。</p>")
    move()
    conflicts.choose(moved(5), theirs=theirs)
    move()
    assert article(5).title == title
    assert moved(5).outcome == "changed"
    assert move().counts == {"same": 1}


def test_what_was_deleted_here_does_not_come_back(source, move):
    source.story(5)
    move()
    article(5).delete()
    source.change(5, title="又改了")
    move()
    assert article(5) is None
    assert moved(5).notes == [["deleted_here", ""]]


@pytest.mark.parametrize(
    "refusal",
    [Refusal("", "", "备份文件在中途结束"), Refusal("zbp_post", "", "写到一半"), Refusal("post", "9 起", "读不出来")],
)
def test_nothing_is_gone_for_a_source_that_is_not_whole(source, site, move, refusal):
    site.choices["gone"] = "withdraw"
    source.story(5)
    move()
    source.remove(5)
    source.refusals = [refusal]
    Running(site, source, takes_incomplete=True).run(begin(site, {}))
    assert article(5).status == "published"
    source.refusals = [Refusal("zbp_tag", "", "写到一半")]
    move()
    assert article(5).status == "withdrawn"


def test_a_story_whose_row_cannot_be_read_any_more_is_not_gone(source, site, move):
    source.story(5)
    move()
    source.remove(5)
    source.refusals = [Refusal("zbp_post", "5", "第 8 个值读不懂")]
    assert move().counts == {"same": 1}


def test_a_trial_names_what_is_gone(source, site, move):
    source.story(5)
    move()
    source.remove(5)
    heard = []
    Running(site, source, is_trial=True).try_out(lambda moved, written: heard.append((moved.old_id, moved.outcome)))
    assert heard == [("5", "gone")]
    assert moved(5).outcome == "new"


def test_a_story_that_a_deadlock_broke_off_is_moved_again(source, decide, move, monkeypatch):
    """With the picture and the tag that the transaction which is gone had made."""
    tag = source.tag(7, "新能源")
    decide("tag", tag, tag="新能源")
    source.files.content[f"{UPLOADS}a.jpg"] = picture(1)
    source.story(5, body=f'<p>正文<img src="/{UPLOADS}a.jpg"></p>', tags=(tag,))
    once, attempts = Mover.move, []

    def broken_off(self, story, row):
        written = once(self, story, row)
        attempts.append(story.id)
        if len(attempts) < 3:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$")
        return written

    monkeypatch.setattr(Mover, "move", broken_off)
    assert move().counts == {"new": 1, "same": 0}
    assert (len(attempts), Image.objects.count(), Article.objects.count()) == (3, 1, 1)
    assert article(5).picture_ids() == {Image.objects.get().pk}


def test_undoing_names_what_stays_and_links_to_what_went(source, move):
    source.story(5, body='<p>正文<a href="/post/6.html">另一篇</a></p>')
    source.story(6)
    run = move()
    edit(5, title="编辑改过的标题")
    gone = article(6)
    undoing.undo(run)
    assert undoing.dead_links(run.site) == [(article(5), gone.get_absolute_url())]


def test_a_file_that_comes_later_is_put_in(source, move):
    source.story(5, body=f'<p>正文<img src="/{UPLOADS}a.jpg"></p>')
    move()
    source.files.content[f"{UPLOADS}a.jpg"] = picture(1)
    assert move().counts == {"changed": 1, "same": 0}
    assert "data-image" in article(5).body
    assert moved(5).notes == []


def test_two_cities_with_the_same_ids_stay_apart(source, site, decide, move, client):
    other = builders.city(host="other.example")
    second = type(site).objects.create(key="other", city=other, hosts=["other.example"], choices=site.choices)
    decisions = list(site.decisions.all())
    for row in decisions:
        row.pk, row.site = None, second
        row.save()
    source.story(5)
    move()
    Running(second, source).run(begin(second, {}))
    here, there = (MovedStory.objects.get(site=each, old_id="5").article for each in (site, second))
    assert here != there
    for host, story in (("shi.example", here), ("other.example", there)):
        assert client.get("/post/5.html", headers={"host": host})["Location"].endswith(f"{host}/news/{story.pk}/")


@pytest.mark.slow
def test_undoing_leaves_nothing_but_what_was_edited_since(full, move, django_capture_on_commit_callbacks):
    run = move()
    edit(5, title="编辑改过的标题")
    with django_capture_on_commit_callbacks(execute=True):
        counts = undoing.undo(run).counts()
    assert (counts["removed"], counts["spared"]) == (11, 1)
    assert [story.title for story in Article.objects.all()] == ["编辑改过的标题"]
    assert set(OldAddress.objects.exclude(kind__in=["upload", "category", "tag"]).values_list("key", flat=True)) == {
        "5"
    }
    shown = article(5).picture_ids()
    assert set(Image.objects.values_list("pk", flat=True)) == shown


@pytest.mark.slow
def test_undoing_all_of_it_leaves_what_was_there_before(full, move, django_capture_on_commit_callbacks):
    run = move()
    with django_capture_on_commit_callbacks(execute=True):
        undoing.undo(run)
    for model in (Article, OldAddress, Image, Tag, MovedStory, MovedFile):
        assert not model.objects.exists()
    assert move().counts == {"new": 12, "same": 0}


@pytest.mark.slow
def test_undoing_a_later_run_brings_back_what_it_changed(source, move):
    source.story(5)
    source.story(6)
    move()
    source.change(5, title="新标题")
    source.story(7)
    counts = undoing.undo(move()).counts()
    assert (counts["restored"], counts["removed"]) == (1, 1)
    assert article(5).title == "旧文章 5"
    assert article(5).revisions.first().reason.startswith("撤销第")
    move()
    assert article(5).title == "新标题"


def test_undoing_counts_the_articles_that_went_and_not_what_was_left_out(source, move, decide):
    decide("category", source.category(2), leaves_out=True)
    source.story(5)
    source.story(6, category="2")
    counts = undoing.undo(move()).counts()
    assert (counts["removed"], counts["forgotten"]) == (1, 1)


def test_a_picture_that_the_worker_fetched_for_another_story_changes_none(source, move):
    address = "https://other.example/b.jpg"
    source.story(5, body=f'<p>正文<img src="/{UPLOADS}gone.jpg"><img src="{address}"></p>')
    move()
    RemotePicture.objects.create(url=address, problem="打不开")
    assert move().counts == {"same": 1}
    assert "data-problem" not in article(5).body
