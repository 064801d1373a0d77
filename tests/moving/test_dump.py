"""Rows out of a dump: whatever was written comes back, and what makes no sense costs itself."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moving.source import Refusal
from moving.zblog import dump
from moving.zblog.dump import Inserted, read_dump
from tests.moving.zblog_files import literal

CREATE = b"CREATE TABLE `zbp_post` (\n  `log_ID` int(11) NOT NULL,\n  `log_Title` text,\n  PRIMARY KEY (`log_ID`)\n);\n"


def rows(data):
    return [*read_dump(io.BytesIO(data))]


def values(data):
    return [row.values for row in rows(data) if isinstance(row, Inserted)]


@pytest.fixture
def narrow(monkeypatch):
    """A window of some bytes, so that everything lies across its edge."""
    make_narrow(monkeypatch, 7)


def make_narrow(patch, chunk):
    for name, size in {"CHUNK": chunk, "MAX_HEAD": 80, "MAX_CREATE": 120, "MARGIN": 12}.items():
        patch.setattr(dump, name, size)


CELLS = st.none() | st.integers(-(10**17), 10**17) | st.binary(max_size=60) | st.text(max_size=30).map(str.encode)


@pytest.mark.slow
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.sampled_from([b",", b",\n"]))
@example([(b"''\\", b"'),(1,'"), (b"\\'", None)], b",")
def test_what_mysqldump_writes_comes_back(written, between):
    data = (
        CREATE
        + b"INSERT INTO `zbp_post` VALUES "
        + between.join(b"(" + b",".join(map(literal, row)) + b")" for row in written)
    )
    assert values(data + b";\n") == [[*row] for row in written]


@given(st.lists(st.tuples(st.integers(1, 9), st.binary(max_size=40)), min_size=1, max_size=4))
def test_it_comes_back_through_a_window_of_any_size(written):
    data = (
        CREATE
        + b"INSERT INTO `zbp_post` VALUES "
        + b",".join(b"(" + b",".join(map(literal, row)) + b")" for row in written)
    )
    with pytest.MonkeyPatch.context() as patch:
        for size in (1, 3, 50):
            make_narrow(patch, size)
            assert values(data + b";\n") == [[*row] for row in written]


class Pieces:
    """A stream that gives its pieces one by one, however much is asked for."""

    def __init__(self, *pieces):
        self.pieces = [*pieces]

    def read(self, size):
        return self.pieces.pop(0) if self.pieces else b""


def test_it_does_not_matter_where_the_stream_pauses(narrow):
    row = b"(1,'it\\'s ''quoted'' \\\\'),(-20 , 'b' ) , (3,0x4142),( 4,_binary 'x'),(5,NULL),(6,1.5e3),(7,')),(8,')"
    data = (
        CREATE
        + b"INSERT INTO `zbp_post` VALUES "
        + row
        + b",(9,nonsense) , (10,'c','d'),"
        + row
        + b";\nSET @a = 'x;';\n-- end\n"
    )
    whole = rows(data)
    assert len(whole) == 16
    for at in range(1, len(data)):
        assert [*read_dump(Pieces(data[:at], data[at : at + 1], data[at + 1 :]))] == whole


@given(st.binary(max_size=300))
def test_no_bytes_whatever_break_it(data):
    rows(data)
    rows(CREATE + b"INSERT INTO `zbp_post` VALUES (" + data)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"0x4142", b"AB"),
        (b"X'4142'", b"AB"),
        (b"_binary 'A\\0B'", b"A\0B"),
        (b"_utf8mb4'\xe4\xb8\x9c'", "东".encode()),
        (b"'it''s'", b"it's"),
        (b"'\\%\\_\\q'", b"\\%\\_q"),
        (b'"two ""double"""', b'two "double"'),
        (b"-1.5e3", b"-1.5e3"),
        (b"b'101'", 5),
        (b"NULL", None),
        (b"-86400", -86400),
    ],
)
def test_every_way_of_writing_a_value_is_read(written, meant, narrow):
    assert values(CREATE + b"INSERT INTO `zbp_post` VALUES (1," + written + b");\n") == [[1, meant]]


def test_columns_are_those_of_the_insert_or_else_of_the_table(narrow):
    data = (
        CREATE
        + b"INSERT INTO `db`.`zbp_post` (`log_Title`, log_ID) VALUES ('a', 1);\ninsert into zbp_post values (2, 'b');"
    )
    first, second = rows(data)
    assert (first.table, first.columns) == ("zbp_post", ("log_Title", "log_ID"))
    assert second.columns == ("log_ID", "log_Title")


def test_comments_and_other_statements_are_passed_over(narrow):
    data = (
        b"\xef\xbb\xbf-- it's\n# and '\n/*!40101 SET NAMES utf8 */;\nSET @a = 'x;y\\'';\nDELIMITER ;;\n"
        + CREATE
        + b"LOCK TABLES `zbp_post` WRITE;\nINSERT INTO `zbp_post` VALUES /* here */\n(1,'a') ,\n (2,'b');\n"
        + b"UNLOCK TABLES;\n"
    )
    assert values(data) == [[1, b"a"], [2, b"b"]]


@pytest.mark.parametrize(
    "wrong",
    [b"(2,'b','c')", b"(2)", b"(2,nonsense)", b"(2,'b'x)", b"((((2,'b'))))", b"(2,'b' 'c')", b"(2,)", b"(2,SLEEP(9))"],
)
def test_a_row_that_makes_no_sense_costs_itself_alone(wrong):
    data = (
        CREATE
        + b"INSERT INTO `zbp_post` VALUES (1,'a'),"
        + wrong
        + b",(3,'c');\nINSERT INTO `zbp_post` VALUES (4,'d');\n"
    )
    assert values(data) == [[1, b"a"], [3, b"c"], [4, b"d"]]
    assert [row.table for row in rows(data) if isinstance(row, Refusal)] == ["zbp_post"]


def test_a_string_without_an_end_costs_its_row_and_no_other_statement(monkeypatch):
    monkeypatch.setattr(dump, "MAX_CELL", 2**16)
    data = (
        CREATE
        + b"INSERT INTO `zbp_post` VALUES (1,'a'),(2,'b"
        + b"x" * 2**17
        + b");\nINSERT INTO `zbp_post` VALUES (3,'c');\n"
    )
    assert values(data) == [[1, b"a"], [3, b"c"]]


def test_a_value_that_is_too_long_is_refused_and_the_next_row_read(monkeypatch):
    monkeypatch.setattr(dump, "MAX_CELL", 2**16)
    monkeypatch.setattr(dump, "CHUNK", 2**14)
    data = CREATE + b"INSERT INTO `zbp_post` VALUES (1,'" + b"<div>" * 2**16 + b"'),(2,'b');\n"
    assert values(data) == [[2, b"b"]]


def test_a_dump_that_is_cut_off_says_so():
    for end in (b"(1,'a'),(2,'b", b"(1,'a'),(2", b"(1,'a'),"):
        *_, last = rows(CREATE + b"INSERT INTO `zbp_post` VALUES " + end)
        assert isinstance(last, Refusal)
        assert "中途结束" in last.why
        assert values(CREATE + b"INSERT INTO `zbp_post` VALUES " + end) == [[1, b"a"]]


def test_a_table_whose_columns_nobody_named_is_not_guessed_at():
    assert [row.why for row in rows(b"INSERT INTO `zbp_post` VALUES (1,'a');")] == ["备份里没有这张表的列名"]


def test_there_is_an_end_to_rows_that_make_no_sense(monkeypatch):
    monkeypatch.setattr(dump, "MAX_WRONG", 5)
    found = rows(CREATE + b"INSERT INTO `zbp_post` VALUES " + b"(2,)," * 50 + b"(3,'c');")
    assert len(found) == 7
    assert "超过" in found[-1].why


class Endless(io.RawIOBase):
    """So many brackets, and nothing else; counts what is kept of them."""

    def __init__(self, size):
        self.left = size

    def read(self, size=-1):
        size = min(size, self.left)
        self.left -= size
        return b"(" * size


def test_brackets_without_end_are_passed_over():
    found = [*read_dump(Endless(2**24))]
    assert all(isinstance(row, Refusal) for row in found)
    assert len(found) < 3
