"""Which files the pages offer and take: those of the server's folder, by name, and nothing outside of it."""

import contextlib
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from moving import folder as files
from moving.models import OldSite, Step
from tests.desk import words
from tests.moving.desk import MOVES, begun, worked
from tests.moving.zblog_files import serialized
from zones.models import City, Portal


@pytest.fixture
def secret(folder, tmp_path):
    """A file outside, and links to it and to its folder inside."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.sql").write_text("x")
    (folder / "link.sql").symlink_to(tmp_path / "outside" / "secret.sql")
    (folder / "way").symlink_to(tmp_path / "outside")
    return tmp_path / "outside" / "secret.sql"


def test_what_lies_in_the_folder_is_offered_by_name(folder):
    (folder / "jinan" / "upload").mkdir(parents=True)
    for name in ("old.sql.gz", "jinan/old.db", ".hidden"):
        (folder / name).write_bytes(b"x")
    assert [each.name for each in files.entries()] == ["jinan", "jinan/old.db", "jinan/upload", "old.sql.gz"]
    assert [each.name for each in files.entries() if each.may_be_uploads] == ["jinan", "jinan/upload"]


def test_what_a_link_leads_out_to_is_neither_offered_nor_opened(folder, secret):
    assert files.entries() == []
    for name in ("link.sql", "way/secret.sql", "../outside/secret.sql", str(secret), "", ".", "a\0b", "way"):
        with pytest.raises(files.NotThere):
            files.path_of(name)


@pytest.mark.slow
@given(st.text(alphabet="./\\ab\0~%2e中", max_size=30))
def test_no_name_leads_out_of_the_folder(tmp_path_factory, name):
    root = tmp_path_factory.getbasetemp().resolve() / "moving"
    root.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files.settings, "MOVING_DIR", root, raising=False)
        with contextlib.suppress(files.NotThere):
            assert files.path_of(name).is_relative_to(root)


@pytest.mark.django_db
def test_a_name_typed_by_hand_is_no_choice(desk, city, folder, secret):
    for name in ("../outside/secret.sql", str(secret), "link.sql"):
        answer = desk.post(f"{MOVES}new/", {"program": "zblog", "city": city.pk, "source": name})
        assert "搬家目录里没有这个文件了" in words(answer)
    assert not OldSite.objects.exists()


@pytest.mark.django_db
def test_a_file_that_became_a_link_is_not_opened_by_the_worker(desk, city, put, folder, secret):
    site = begun(desk, city, put())
    (folder / "old.db").unlink()
    (folder / "old.db").symlink_to(secret)
    assert worked(site).failure == "“old.db”不在搬家目录里。"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_small_file_is_put_into_the_folder_and_overwrites_none(desk, folder):
    sent = SimpleUploadedFile("../../etc/旧站 备份.sql.gz", b"one")
    assert "收到了" in words(desk.post(f"{MOVES}upload/", {"file": sent}, follow=True))
    [there] = os.listdir(folder)
    assert there == "旧站_备份.sql.gz"
    again = SimpleUploadedFile("旧站 备份.sql.gz", b"two")
    assert "没有覆盖" in words(desk.post(f"{MOVES}upload/", {"file": again}, follow=True))
    assert (folder / there).read_bytes() == b"one"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["合同.docx", "..csv", "backup"])
def test_what_is_no_backup_is_not_put_into_the_folder(desk, folder, name):
    sent = SimpleUploadedFile(name, b"hello")
    assert "不像备份，这里收：.sql、" in words(desk.post(f"{MOVES}upload/", {"file": sent}, follow=True))
    assert os.listdir(folder) == []


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_no_site_is_said_and_may_be_chosen_anew(desk, city, folder, put):
    (folder / "letter.sql").write_text("dear all")
    site = begun(desk, city, "letter.sql", uploads="")
    step = worked(site)
    assert step.failure
    assert step.failure in words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    assert step.failure in words(desk.get(f"{MOVES}{site.pk}/"))
    desk.post(f"{MOVES}{site.pk}/source/", {"program": "zblog", "source": put(), "uploads": "upload"})
    assert worked(site).failure == ""  # another backup is looked at at once


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "shown"), [("", "换来的旧站"), ("我起的名字", "我起的名字")])
def test_the_name_of_a_site_goes_with_its_backup_unless_its_owner_gave_it(desk, city, old, put, typed, shown):
    site = begun(desk, city, put(), title=typed)
    worked(site)
    next(row for row in old.rows["config"] if row["Key"] == "ZC_BLOG_NAME")["Value"] = serialized("换来的旧站")
    put()
    desk.post(f"{MOVES}{site.pk}/source/", {"program": "zblog", "source": "old.db", "host": "http://old.example/"})
    worked(site)
    site.refresh_from_db()
    assert site.title == shown


@pytest.mark.slow
@pytest.mark.django_db
def test_a_city_moves_in_once_and_needs_a_host(desk, city, put):
    name = put()
    begun(desk, city, name)
    answer = desk.post(f"{MOVES}new/", {"program": "zblog", "city": city.pk, "source": name})
    assert "已经是旧站 shili 的域名" in words(answer)
    assert f'<a href="{MOVES}{OldSite.objects.get().pk}/">打开旧站' in words(answer)
    assert Step.objects.count() == 1
    City.objects.update(host=None)
    Portal.objects.update(host="")
    page = words(desk.post(f"{MOVES}new/", {"program": "zblog", "city": city.pk, "source": name}))
    assert "示例市（还没有域名）" in page
    assert f'<a href="/admin/zones/city/{city.pk}/change/">去给示例市填域名' in page
