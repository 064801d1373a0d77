"""The owner takes backups out of the server's folder: asked first, logged, and nothing besides goes."""

import pytest
from django.contrib.admin.models import DELETION, LogEntry

from moving import folder as files
from moving.models import Step, StepKind
from tests.desk import words
from tests.moving.desk import MOVES, begun, worked

pytestmark = pytest.mark.django_db
PAGE, DELETE = f"{MOVES}files/", f"{MOVES}files/delete/"


@pytest.fixture
def filled(folder):
    """Backups, an upload folder and a link to one of them."""
    (folder / "jinan" / "upload").mkdir(parents=True)
    for name in ("old.sql.gz", "旧 站.zip", "jinan/old.db", "jinan/upload/a.jpg", "jinan/upload/b.jpg"):
        (folder / name).write_bytes(b"x")
    (folder / "link.db").symlink_to(folder / "jinan" / "old.db")
    return folder


def left(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()}


@pytest.mark.slow
def test_a_file_is_asked_about_then_goes_and_the_log_says_who(desk, owner, filled):
    page = words(desk.get(PAGE))
    assert "旧 站.zip（1" in page
    asked = words(desk.get(DELETE, {"name": "旧 站.zip"}))
    assert "删了不能恢复" in asked
    assert "旧 站.zip" in left(filled), "A question takes nothing away."
    told = words(desk.post(DELETE, {"name": "旧 站.zip"}, follow=True))
    assert "“旧 站.zip”删掉了" in told
    assert left(filled) == {"old.sql.gz", "jinan/old.db", "jinan/upload/a.jpg", "jinan/upload/b.jpg", "link.db"}
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_flag, entry.object_repr) == (owner, DELETION, "搬家目录里的“旧 站.zip”")


@pytest.mark.slow
def test_a_folder_goes_with_what_is_in_it_and_of_a_link_the_link(desk, filled):
    assert "和里面的 2 个文件" in words(desk.get(DELETE, {"name": "jinan/upload"}))
    desk.post(DELETE, {"name": "jinan/upload"})
    desk.post(DELETE, {"name": "link.db"})
    (filled / "way").symlink_to(filled / "jinan")
    desk.post(DELETE, {"name": "way"})
    assert left(filled) == {"old.sql.gz", "旧 站.zip", "jinan/old.db"}
    assert sorted(each.name for each in filled.iterdir()) == ["jinan", "old.sql.gz", "旧 站.zip"]


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../outside.txt", "/etc/hostname", "jinan/../old.sql.gz", ".hidden", "no"]
)
def test_a_name_that_is_not_offered_takes_nothing_away(desk, filled, name):
    (filled.parent / "outside.txt").write_text("x")
    (filled / ".hidden").write_text("x")
    before = left(filled)
    assert "没有这个文件了" in words(desk.post(DELETE, {"name": name}, follow=True))
    assert (left(filled), (filled.parent / "outside.txt").exists()) == (before, True)
    assert not LogEntry.objects.exists()


@pytest.mark.slow
def test_what_a_step_reads_just_now_stays(desk, city, put, folder, owner):
    site = begun(desk, city, put())
    worked(site)
    assert "“示例旧站”在用" in words(desk.get(PAGE))
    assert "要再迁入、核对得重新放一份" in words(desk.get(DELETE, {"name": "old.db"}))
    step = Step.objects.create(site=site, kind=StepKind.TRIAL, user=owner)
    assert "做完或停下以后才能删" in words(desk.post(DELETE, {"name": "old.db"}))
    assert (folder / "old.db").exists()
    step.end()
    desk.post(DELETE, {"name": "old.db"})
    assert not (folder / "old.db").exists()


def test_what_the_server_does_not_let_go_is_said(desk, filled, monkeypatch):
    def refused(entry):
        raise PermissionError(13, "denied")

    monkeypatch.setattr(files, "remove", refused)
    assert "没有删掉" in words(desk.post(DELETE, {"name": "old.sql.gz"}, follow=True))
    assert not LogEntry.objects.exists()
