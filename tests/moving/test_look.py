"""Step 1, Look: what an owner reads before anything is brought in. No test here may use the database, nor does it."""

import pytest
from django.core.management import CommandError, call_command

from moving.zblog import look
from moving.zblog.reader import open_site
from tests.moving.zblog_files import OldSite

BODIES = {
    "Word": '<p class="MsoNormal"><span style="mso-x">字</span></p>',
    "微信": '<section><img data-src="https://mmbiz.qpic.cn/a?wx_fmt=png"></section>',
    "UEditor": '<p style="text-indent: 2em;">字</p>',
    "div、br 分段": "<div>字</div>",
    "普通 HTML": "<p>字</p>",
    "纯文字": "字",
}


@pytest.fixture
def old():
    site = OldSite(ZC_BLOG_HOST="|".join("http://localhost/"))
    site.add("category", Name="政策")
    site.add("category", Name="政策", ParentID=1)
    for name in ("AI", "ai", "R&amp;D", "R&amp;amp"):
        site.add("tag", Name=name)
    return site


def looked(capsys, *arguments):
    call_command("import_zblog", "look", *map(str, arguments))
    return capsys.readouterr().out


def test_a_dump_that_was_cut_off_fails_with_what_could_be_read(old, tmp_path, capsys):
    old.post("标题", "<p>正文</p>")
    path = old.dump(tmp_path / "a.sql")
    path.write_bytes(path.read_bytes()[:-5] + b"INSERT INTO `zbp_post` VALUES (2,'")
    with pytest.raises(CommandError, match="备份不完整，请重新导出：备份文件在中途结束"):
        looked(capsys, path)
    assert "文章：公开的文章 1" in capsys.readouterr().out


def test_its_own_hosts_are_those_given_and_that_of_its_settings(tmp_path):
    for told, given, own in (
        ("http://old.example/", "https://new.example/", ("new.example", "old.example")),
        ("http://old.example/", "", ("old.example",)),
        ("http://localhost/", "https://new.example/,www2.example，http://old2.example:8080", (
            "new.example", "www2.example", "old2.example")),
        ("http://127.0.0.1/", "http://[", ()),
    ):  # fmt: skip
        path = OldSite(ZC_BLOG_HOST="|".join(told)).sqlite(tmp_path / f"{len(list(tmp_path.iterdir()))}.db")
        assert open_site(path, host=given).own_hosts == own


def test_a_host_that_is_linked_to_most_and_is_not_its_own_is_asked_about(tmp_path, capsys):
    old = OldSite(ZC_BLOG_HOST="|".join("http://localhost/"))
    old.post("标题", '<img src="http://old.example/zb_users/upload/a.jpg">')
    path = old.sqlite(tmp_path / "a.db")
    shown = looked(capsys, path, "--host", "https://new.example/")
    assert "算作旧站自己的域名：new.example（" in shown
    assert "注意：正文链接最多的 old.example 没有算作旧站自己的" in shown
    shown = looked(capsys, path, "--host", "https://new.example/,www.old.example")
    assert "算作旧站自己的域名：new.example、old.example（" in shown
    assert "注意" not in shown


def test_each_style_of_body_is_told_from_the_others(old, tmp_path):
    for body in BODIES.values():
        old.post("标题", body)
    facts = open_site(old.sqlite(tmp_path / "a.db")).facts()
    assert facts.counts["body"] == dict.fromkeys(BODIES, 1)


def test_counts_are_those_of_the_tables(old, tmp_path):
    for values in ({}, {}, {"Status": 1}, {"Type": 1}, {"Type": 2}):
        old.post(**values)
    facts = open_site(old.sqlite(tmp_path / "a.db")).facts()
    assert facts.counts["post"] == {"article/public": 2, "article/draft": 1, "page/public": 1, "other/private": 1}
    assert facts.counts["tag"] == {"all": 4}


def test_an_owner_reads_it_in_chinese(old, tmp_path, capsys):
    old.post(
        "东山园区签约",
        '<img src="http://dongshan.example.com/zb_users/upload/a.jpg"><a href="http://b.example.com">b</a>',
    )
    old.post("将来", PostTime=4_000_000_000, CateID=99)
    old.post("内网", '<img src="file:///etc/passwd">')
    printed = looked(capsys, old.sqlite(tmp_path / "a.db"))
    for line in (
        "站名：东山产业园区招商网",
        "网址：设置里是 http://localhost/；正文链接到 ",
        "dongshan.example.com（1 篇）",
        "文章地址规则：post/{%alias%}.html",
        "时区：Asia/Shanghai",
        "编码：UTF-8",
        "  例：东山园区签约",
        "  文章：公开的文章 3",
        "  标签：4",
        "  分类已经删除：1",
        "    文章 2《将来》：99",
        "文章 2《将来》：2096-10-02 15:06",
        '    文章 3《内网》：src="file:///etc/passwd',
        "（政策）和 1（政策）",
        "（ai）和 1（AI）",
        "（R&amp）",
        "上传目录：没有给",
    ):
        assert line in printed


def test_no_code_is_shown_to_an_owner(old, tmp_path):
    """Whatever a reader finds odd has its words."""
    old.add("tag", Name="x")
    for values in ({"Tag": "{1}{9}{"}, {"Meta": "O:"}, {"Status": 77}, {"Type": 9}, {"CateID": "x"}, {"AuthorID": 9}):
        old.post(**values)
    old.post("", "<script></script><iframe></iframe><video></video><img src='data:image/png;base64,'>", PostTime=-1)
    old.post("", "")
    facts = open_site(old.sqlite(tmp_path / "a.db")).facts()
    assert len(facts.oddities) > 12
    assert facts.oddities.keys() <= look.WORDS.keys()


def test_examples_are_few_and_short(old, tmp_path):
    for _ in range(30):
        old.post("标题" * 100, CateID=99)
    count, examples = open_site(old.sqlite(tmp_path / "a.db")).facts().oddities["category-gone"]
    assert (count, len(examples)) == (30, 20)
    assert all(len(example) < 120 for example in examples)


def test_a_charset_that_was_mistaken_is_told_with_titles_to_see_it_by(old, tmp_path):
    for _ in range(3):
        old.post("东山园区签约")
    path = old.dump(tmp_path / "a.sql", encode=lambda text: text.encode().decode("latin1").encode())
    facts = open_site(path).facts()
    assert facts.charset.startswith("UTF-8，被当作 latin1 又编码了一次")
    assert facts.sample_titles == ("东山园区签约",) * 3


def test_the_upload_folder_is_counted_and_what_is_left_out_named(old, tmp_path, capsys):
    folder = tmp_path / "upload"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"1")
    (folder / "link.jpg").symlink_to("/etc/passwd")
    printed = looked(capsys, old.sqlite(tmp_path / "a.db"), "--uploads", folder)
    assert "上传目录：1 个文件" in printed
    assert "link.jpg：不是普通文件" in printed


def test_files_without_rows_and_rows_without_files_are_told(old, tmp_path):
    folder = tmp_path / "upload" / "2023" / "11"
    folder.mkdir(parents=True)
    for name in ("园区.jpg", "orphan.jpg"):
        (folder / name).write_bytes(b"1")
    for name in ("园区.jpg", "lost.jpg"):
        old.add("upload", Name=name, PostTime=1_700_000_000)
    odd = open_site(old.sqlite(tmp_path / "a.db"), tmp_path / "upload").facts().oddities
    assert odd["no-file"] == (1, ("附件 2：lost.jpg",))
    assert odd["no-row"] == (1, ("zb_users/upload/2023/11/orphan.jpg",))


@pytest.mark.parametrize(
    "body",
    [
        "<img/onerror=alert(1) src=x>",
        '<a href="x"onclick="f()">字</a>',
        "<p\nONMOUSEOVER = 'f()'>字</p>",
        "<svg onload=f()>",
    ],
)
def test_attributes_that_run_scripts_are_told_however_they_are_written(old, tmp_path, body):
    old.post("标题", body)
    old.post("标题", "<p>on time = 3，<b>once</b></p>")
    assert open_site(old.sqlite(tmp_path / "a.db")).facts().oddities["handlers"][0] == 1


def test_links_to_friends_are_told_and_written_as_a_table(old, tmp_path, capsys):
    links = '<li><a target="_blank" href="https://a.example/?x=1&amp;y=2" title="x"><b>东山管委会</b></a></li>'
    old.add("module", Name="友情链接", FileName="link", Content=links + "<a href='http://b.example'>=B</a>")
    old.add("module", Name="最新", FileName="previous", Content='<a href="https://c.example">C</a>')
    printed = looked(capsys, old.sqlite(tmp_path / "a.db"), "--friends", tmp_path / "friends.csv")
    assert "友情链接：2 条，不迁入" in printed
    assert "    东山管委会 https://a.example/?x=1&y=2" in printed
    rows = (tmp_path / "friends.csv").read_text("utf-8-sig").splitlines()
    assert rows == ["名称,网址", "东山管委会,https://a.example/?x=1&y=2", "'=B,http://b.example"]


def test_an_owner_reads_that_data_of_persons_lie_in_the_dump_and_stay_there(old, tmp_path, capsys):
    old.add("comment", Name="访客", Email="a@b.example", IP="1.2.3.4", Content="好")
    printed = looked(capsys, old.sqlite(tmp_path / "a.db"))
    assert "个人信息：备份里有用户（账号、密码、邮箱） 1 条、评论（姓名、邮箱、IP） 1 条，不迁入" in printed
    assert "a@b.example" not in printed


@pytest.mark.parametrize("arguments", [["nothing.db"], ["manage.py"], ["manage.py", "--uploads", "nothing"]])
def test_what_cannot_be_read_is_told_in_a_sentence(arguments):
    with pytest.raises(CommandError, match=r"[\u4e00-\u9fff]"):
        call_command("import_zblog", "look", *arguments)
