"""Uploads out of folders and archives: under the names they had, and nothing from outside."""

import io
import os
import struct
import tarfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving import files
from moving.files import open_uploads, site_path, zip_name
from moving.source import NotASite

PICTURE = "2024/09/园区航拍图.jpg"


def packed_by_windows(path, contents):
    """A zip as a Chinese Windows packs it: names in GBK, without the flag for UTF-8."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr("x" * len(name.encode("gb18030")), content)
    data = path.read_bytes()
    for name in contents:
        raw = name.encode("gb18030")
        data = data.replace(b"x" * len(raw), raw)
    path.write_bytes(data)
    return path


def tarred(path, contents, mode="w:gz"):
    with tarfile.open(path, mode) as archive:
        for name, content in contents.items():
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def read(source, path):
    file = source.open(path)
    if file is None:
        return None
    with file:
        return file.read()


@pytest.mark.parametrize("top", ["", "upload/", "zb_users/upload/", "www/site/zb_users/upload/"])
def test_a_file_has_one_path_wherever_it_was_packed(tmp_path, top):
    contents = {top + PICTURE: b"1", top + "logo.png": b"2"}
    for source in (
        open_uploads(tarred(tmp_path / "a.tgz", contents)),
        open_uploads(tarred(tmp_path / "a.tar", contents, "w")),
        open_uploads(packed_by_windows(tmp_path / "a.zip", contents)),
    ):
        assert {*source.paths()} == {f"zb_users/upload/{PICTURE}", "zb_users/upload/logo.png"}
        assert read(source, f"/zb_users/upload/{PICTURE}") == b"1"


def test_a_folder_is_read_from_wherever_it_is_given(tmp_path):
    folder = tmp_path / "zb_users" / "upload"
    (folder / "2024" / "09").mkdir(parents=True)
    (folder / PICTURE).write_bytes(b"1")
    (folder / "index.html").write_bytes(b"")
    for name in ("index.php", "index.html"):
        (tmp_path / name).write_bytes(b"<?php")
    for given_folder in (tmp_path, tmp_path / "zb_users", folder):
        source = open_uploads(given_folder)
        assert {*source.paths()} == {f"zb_users/upload/{PICTURE}", "zb_users/upload/index.html"}
        assert read(source, f"zb_users/upload/{PICTURE}") == b"1"
        assert read(source, "zb_users/upload/index.html") == b""


def test_names_on_disk_may_be_gbk(tmp_path):
    folder = tmp_path / "upload"
    folder.mkdir()
    with open(os.path.join(os.fsencode(folder), "厂房.jpg".encode("gb18030")), "wb") as file:
        file.write(b"1")
    assert read(open_uploads(folder), "zb_users/upload/厂房.jpg") == b"1"


@pytest.mark.slow
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12))
def test_a_gbk_name_in_a_zip_is_read(name):
    entry = zipfile.ZipInfo(name.encode("gb18030").decode("cp437"))
    raw = name.encode("gb18030")
    try:
        raw.decode()
    except UnicodeDecodeError:
        assert zip_name(entry) == name


def test_a_zip_whose_names_are_utf_8_is_read_with_its_flag_and_without(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("upload/厂房.jpg", b"1")
    assert read(open_uploads(tmp_path / "a.zip"), "zb_users/upload/厂房.jpg") == b"1"
    assert zip_name(zipfile.ZipInfo("厂房".encode().decode("cp437"))) == "厂房"


def test_small_and_capital_letters_are_two_files_and_otherwise_one(tmp_path):
    source = open_uploads(
        tarred(tmp_path / "a.tgz", {"upload/A.JPG": b"1", "upload/a.jpg": b"2", "upload/B.JPG": b"3"})
    )
    assert read(source, "zb_users/upload/A.JPG") == b"1"
    assert read(source, "zb_users/upload/a.jpg") == b"2"
    assert read(source, "zb_users/upload/A.jpg") is None
    assert read(source, "zb_users/upload/b.jpg") == b"3"


@pytest.mark.slow
@given(st.text(max_size=40) | st.lists(st.sampled_from(["..", "a", "", ".", "C:", "\\", "/"])).map("/".join))
def test_no_name_leads_out_of_the_folder(name):
    path = site_path(name)
    assert path is None or (path.startswith("zb_users/upload/") and ".." not in path.split("/") and "\0" not in path)


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "zb_users/upload/../../secret", "zb_users/upload/link"],
)
def test_nothing_outside_of_the_folder_is_opened(tmp_path, path):
    folder = tmp_path / "zb_users" / "upload"
    folder.mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "folder").symlink_to(tmp_path)
    (folder / "a.jpg").write_bytes(b"1")
    os.mkfifo(folder / "pipe")
    source = open_uploads(folder)
    assert [*source.paths()] == ["zb_users/upload/a.jpg"]
    assert source.open(path) is None


def test_links_and_ways_out_in_a_tar_are_left_out(tmp_path):
    link, device = tarfile.TarInfo("upload/link"), tarfile.TarInfo("upload/null")
    link.type, link.linkname, device.type = tarfile.SYMTYPE, "/etc/passwd", tarfile.CHRTYPE
    contents = {"upload/../../out": b"1", "/abs": b"1", link: b"", device: b"", "upload/a.jpg": b"2"}
    source = open_uploads(tarred(tmp_path / "a.tgz", contents))
    assert [*source.paths()] == ["zb_users/upload/a.jpg"]
    assert len(source.left_out) == 4
    assert not (tmp_path.parent / "out").exists()


def test_a_file_that_is_too_large_is_left_out(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_FILE", 2**10)
    contents = {"upload/big.jpg": b"0" * 2**11, "upload/a.jpg": b"1"}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    for source in (open_uploads(tmp_path / "a.zip"), open_uploads(tarred(tmp_path / "a.tgz", contents))):
        assert [*source.paths()] == ["zb_users/upload/a.jpg"]
        assert "太大" in source.left_out[0][1]


def test_a_bomb_that_says_it_is_small_is_unpacked_no_further(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("upload/a.jpg", b"0" * 2**20)
    path.write_bytes(path.read_bytes().replace(struct.pack("<L", 2**20), struct.pack("<L", 10)))
    assert open_uploads(path).open("zb_users/upload/a.jpg") is None


def test_a_long_header_of_a_tar_is_not_read_into_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_HEADER", 2**10)
    path = tarred(tmp_path / "a.tgz", {"upload/a.jpg": b"1", "upload/" + "x" * 2**12: b"2"})
    source = open_uploads(path)
    assert [*source.paths()] == ["zb_users/upload/a.jpg"]
    assert "文件头" in source.left_out[0][1]


def test_a_tar_that_is_cut_off_gives_what_it_has(tmp_path):
    path = tarred(tmp_path / "a.tar", {"upload/a.jpg": b"1", "upload/b.jpg": os.urandom(2**14)}, "w")
    path.write_bytes(path.read_bytes()[: 2**13])
    source = open_uploads(path)
    assert [*source.paths()] == ["zb_users/upload/a.jpg"]
    assert source.left_out


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b broken", b"PK\x03\x04 broken"])
def test_what_is_no_archive_is_told(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(NotASite):
        open_uploads(tmp_path / "a.zip")
