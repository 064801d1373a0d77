"""What does not belong together is said before anything moves; and an old address is shown as it was used."""

import pytest

from moving.belonging import doubts
from moving.models import MovedStory
from moving.originals import old_address
from staff.roles import EDITOR
from tests import builders
from tests.desk import page, signed_in, words
from tests.moving.desk import MOVES, begun, worked
from tests.moving.in_memory import UPLOADS, OldSource, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def illustrated(source):
    """Six stories, each with a picture."""
    for number in range(1, 7):
        source.story(number, body=f'<p>正文 {number}</p><img src="/{UPLOADS}{number}.jpg">')
    return source


def test_uploads_that_hold_none_of_the_pictures_are_told_of_and_those_that_hold_them_are_not(site, illustrated):
    [doubt] = doubts(site, illustrated, has_uploads=True)
    assert "看了正文里的 6 张图片，在里面只找到 0 张" in doubt
    assert doubts(None, illustrated, has_uploads=True) == [doubt]
    assert doubts(site, illustrated, has_uploads=False) == []
    for number in (1, 2):
        illustrated.files.content[f"{UPLOADS}{number}.jpg"] = picture()
    assert doubts(site, illustrated, has_uploads=True) == []


@pytest.mark.slow
def test_a_backup_of_another_site_is_told_of_and_a_later_one_of_the_same_is_not(site, illustrated, move):
    move()
    illustrated.change(1, title="改过的")
    assert doubts(site, illustrated, has_uploads=False) == []
    other = OldSource()
    for number in range(1, 7):
        other.story(number, title=f"别的站的 {number}")
    [doubt] = doubts(site, other, has_uploads=False)
    assert "编号相同的 6 篇里，只有 0 篇标题" in doubt


@pytest.mark.slow
def test_the_look_and_the_page_of_the_site_say_so(desk, city, put, old):
    for number in range(6):
        old.post(f"有图的 {number}", f'<p>图</p><img src="{{#ZC_BLOG_HOST#}}zb_users/upload/x{number}.jpg">', CateID=1)
    site = begun(desk, city, put())
    step = worked(site)
    for address in (f"{MOVES}{site.pk}/", f"{MOVES}{site.pk}/step/{step.pk}/"):
        assert "上传目录和这份备份对不上" in words(desk.get(address))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "seen"),
    [("/?id=5", "/?id=5"), ("/post/5.html", "/post/5.html"), ("/post/%E5%9B%AD%E5%8C%BA.html", "/post/园区.html")],
)
def test_an_editor_sees_the_old_address_as_it_was_used(source, site, move, address, seen):
    source.story(5, addresses=(address, "/?id=5"))
    move()
    moved = MovedStory.objects.get()
    assert old_address(moved) == seen
    assert f"旧地址 {seen}" in words(signed_in(builders.person(EDITOR, site.city)).get(page(moved.article)))


def test_what_moved_in_before_the_form_was_kept_gets_it_by_the_next_run_and_no_made_one_until_then(source, move):
    source.story(5, addresses=("/?id=5",))
    move()
    MovedStory.objects.update(address="")
    assert old_address(MovedStory.objects.get()) == ""
    assert move().counts == {"same": 1}
    assert old_address(MovedStory.objects.get()) == "/?id=5"
