"""What readers of a moved story do not see is counted beside the share; a video leaves a line that leads to it."""

import re

import pytest

from moving import old_markup, players
from moving.models import MovedFile, MovedStory
from moving.verifying import Verifying
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked
from tests.moving.in_memory import UPLOADS, picture

BILIBILI = "//player.bilibili.com/player.html?aid=7&page=1"


def body_of(old_id):
    return MovedStory.objects.get(old_id=str(old_id)).article.body


@pytest.mark.slow
@pytest.mark.django_db
def test_pictures_that_were_not_delivered_are_counted_and_no_fault(site, source, move):
    source.files.content = {f"{UPLOADS}a.jpg": picture(1), f"{UPLOADS}fake.jpg": b"no picture"}
    pictures = "".join(f'<img src="/{UPLOADS}{name}.jpg">' for name in ("a", "b", "fake"))
    source.story(5, f"<p>第五篇的正文，有三张图。</p>{pictures}", cover=f"/{UPLOADS}c.jpg")
    source.story(6, '<p>第六篇的正文。<img src="https://other.example/x.jpg"></p>')
    move()
    found = Verifying(site, source).verify()
    assert (found.share, found.stories_right, found.stories) == (1, 2, 2)
    assert [(each.old_id, each.detail) for each in found.faults if each.code == "unseen_picture"] == [
        ("5", f"/{UPLOADS}b.jpg"),
        ("5", f"/{UPLOADS}fake.jpg"),
        ("5", f"/{UPLOADS}c.jpg"),
        ("6", "https://other.example/x.jpg"),
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_video_leaves_a_line_that_leads_to_it(site, source, move):
    source.files.content = {f"{UPLOADS}kai.mp4": b"film"}
    source.story(5, f'<p>前一段，说开工的事。</p><iframe src="{BILIBILI}"></iframe><p>后一段，说完工的事。</p>')
    source.story(6, f'<p>正文在前<video controls><source src="/{UPLOADS}kai.mp4"></video>，接着正文在后。</p>')
    source.story(7, f'<p>录音没有上传。</p><audio src="/{UPLOADS}no.mp3"></audio>')
    source.story(8, '<p>正文。</p><iframe width="1" height="1" src="https://bad.example/hidden"></iframe>')
    move()
    assert body_of(5) == (
        "<p>前一段，说开工的事。</p>"
        '<p><a href="http://player.bilibili.com/player.html?aid=7&amp;page=1" rel="noopener nofollow">'
        "〔视频：player.bilibili.com〕</a></p><p>后一段，说完工的事。</p>"
    )
    document = MovedFile.objects.get(path__endswith=".mp4").document
    assert f'正文在前<a href="/media/{document}" rel="noopener nofollow">〔视频：kai.mp4〕</a>，接着' in body_of(6)
    assert body_of(7).endswith(f"<p>〔音频没有迁入：/{UPLOADS}no.mp3〕</p>")
    assert body_of(8) == "<p>正文。</p>"
    assert not any(code == "text_lost" for row in MovedStory.objects.all() for code, _ in row.notes)
    found = Verifying(site, source).verify()
    assert (found.share, found.counts()) == (1, {"unseen_player": 4})
    assert [each.got for each in found.faults] == ["正文里留了一行"] * 3 + [""]


@pytest.mark.slow
@pytest.mark.django_db
def test_only_stories_with_a_video_are_written_anew_for_the_line(source, move, monkeypatch):
    """A site that moved in before the line was kept gets it by the next run; what has no video stays as it is."""
    source.story(5, f'<p>第五篇的正文。</p><iframe src="{BILIBILI}"></iframe>')
    source.story(6)
    monkeypatch.setattr(players, "kind_of", lambda tag, address: "")
    move()
    assert body_of(5) == "<p>第五篇的正文。</p>"
    monkeypatch.undo()
    run = move()
    assert (run.counts, "〔视频：" in body_of(5)) == ({"changed": 1, "same": 1}, True)
    assert move().counts == {"same": 2}


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<video src="a.mp4">没有</video>', [("video", "a.mp4")]),
        ('<video><source src="a.mp4"><source src="a.webm"></video>', [("video", "a.mp4")]),
        ('<video></video><audio><source src="b.mp3"></audio>', [("video", ""), ("audio", "b.mp3")]),
        ('<object classid="x"><param name="movie"><embed src="c.swf"></object>', [("embed", "c.swf")]),
        ('<object data="d.swf"></object>', [("object", "d.swf")]),
    ],
)
def test_a_video_is_told_once_and_by_its_file(html, found):
    assert list(old_markup.media(html)) == found


def test_a_line_holds_no_markup_of_an_address():
    made = players.line("视频", 'https://v.qq.com/"><script>', 'https://v.qq.com/"><script>')
    assert re.fullmatch(r'<a href="[^"<>]*">〔视频：v\.qq\.com〕</a>', made)
    assert players.line("视频", "/〕<b>.mp4", "") == "〔视频没有迁入：/b.mp4〕"
    assert players.without_lines(f"前{players.line('音频', '/a b.mp3', '')}后") == "前后"


@pytest.mark.slow
@pytest.mark.django_db
def test_the_page_of_a_verification_opens_what_readers_do_not_see(desk, city, put, old):
    old.post("缺图", '<p>缺一张图。<img src="/zb_users/upload/2024/09/no.jpg"></p>', CateID=1)
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    taken(desk, site, "run")
    step = taken(desk, site, "verify")
    assert (step.result["share"], step.result["unseen"][0][2], step.result["notes"]) == ("100.00%", 1, [])
    page = words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    assert "<strong>1</strong>读者看不到的图片</a>" in page
    assert "<strong>0</strong>拿掉的视频、播放器、表单</li>" in page
    lines = words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/lines/unseen_picture/"))
    assert "/zb_users/upload/2024/09/no.jpg" in lines
    assert "另有读者看不到的图片 1" in words(desk.get(f"{MOVES}{site.pk}/switch/"))
