"""`manage.py check_articles`, over articles and over files."""

import io
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from articles.checking.story import Story
from tests import builders
from tests.articles.sound_stories import sound

pytestmark = pytest.mark.django_db


def run(*arguments):
    """(exit code, lines)."""
    out, code = io.StringIO(), 0
    try:
        call_command("check_articles", *arguments, stdout=out)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue().splitlines()


def test_the_command_prints_rule_place_and_reason_a_line_and_exits_1(city):
    article = sound(city, title="示例区签约1692亿元", body="<p>总投资169.2亿元。</p>")
    code, lines = run(str(article.pk))
    assert code == 1
    assert lines == [
        f"figures\t文章 {article.pk} 正文第 1 段“169.2亿元”"
        "\t标题写的是“1692亿元”，数字一样、大小不同，请核对小数点和单位。"
    ]


def test_says_nothing_and_exits_0_where_all_is_well(city):
    assert run(str(sound(city, title="示例公司入驻").pk)) == (0, [])


@pytest.mark.slow
def test_goes_through_the_archive_in_batches(city, monkeypatch):
    monkeypatch.setattr("articles.management.commands.check_articles.BATCH", 2)
    articles = [builders.draft(city=city, title=f"厂房出租{n}", source_name="", summary="有") for n in range(5)]
    code, lines = run()
    assert code == 1
    assert [line.split("\t")[1] for line in lines] == [f"文章 {each.pk} 来源" for each in articles]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["abc"], "“abc”不是文章编号"),
        (["-1"], None),
        (["999999"], "没有编号为 999999 的文章"),
        (["9" * 30], "不是文章编号"),
        (["--file", "/nowhere/at/all.txt"], "读不了文件"),
        (["--file", "."], "读不了文件"),
        (["1", "--file", "-"], "不能一起用"),
    ],
)
def test_says_in_a_sentence_what_it_cannot_do(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("示例".encode("gbk"), "不是 UTF-8"),
        (b"", "空的"),
        ("标题\n正\x00文".encode(), "NUL"),
        (b"a" * 5_000_001, "太大"),
    ],
    ids=["gbk", "empty", "nul", "large"],
)
def test_refuses_a_file_it_cannot_read(tmp_path, content, sentence):
    path = tmp_path / "story.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        run("--file", str(path))


def test_reads_a_file_its_first_line_being_the_title(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("﻿示例区签约1692亿元\n\n　　总投资169.2亿元。\n", encoding="utf-8")
    code, lines = run("--file", str(path))
    assert code == 1
    assert [line.split("\t")[:2] for line in lines] == [["figures", "正文第 1 段“169.2亿元”"]]


def test_reads_standard_input(monkeypatch):
    text = "标题：示例联合体成立\n来源：\n发布时间：2024-09-23\n5月16日，示例联合体成立大会举行。"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
    code, lines = run("--file", "-")
    assert [line.split("\t")[0] for line in lines] == ["no-source", "date-old"]
    assert code == 1


def test_a_page_copied_whole_gives_its_title_and_day():
    story = Story.read("当前位置:首页 > 正文内容\n\n示例联合体成立\n\nadmin1年前 (2024-09-23)产业信息55\n\n正文。")
    assert (story.title.text, str(story.published_on)) == ("示例联合体成立", "2024-09-23")
    assert [piece.text for piece in story.paragraphs] == ["正文。"]
