"""The log for programs: an object a line, and nobody's number in it, whatever a library says."""

import json
import logging
import re
import sys

from hypothesis import example, given
from hypothesis import strategies as st

from plumbing import request_ids
from plumbing.log_lines import JsonFormatter

ID = "0123456789abcdef0123456789abcdef"
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.tuples(st.sampled_from(["010", "0531", "021", "0755"]), st.from_regex(r"[2-8][0-9]{7}", fullmatch=True))


def line(message, *arguments, exc_info=None):
    written = JsonFormatter().format(logging.LogRecord("leads", logging.ERROR, "x", 1, message, arguments, exc_info))
    assert "\n" not in written
    return json.loads(written)


@example("2.5", "13800000000", "")  # behind a fraction, which masking leaves to people's words
@given(st.text(), mobiles, st.text())
def test_a_mobile_number_never_leaves_as_such_whatever_stands_around_it(before, mobile, after):
    assert mobile not in line("%s%s%s", before, mobile, after)["message"]


@given(landlines, st.sampled_from(["-", " ", "", "—"]))
def test_nor_does_a_landline(landline, between):
    area, local = landline
    message = line("致电 %s%s%s 咨询", area, between, local)["message"]
    assert local not in message


@given(mobiles, st.sampled_from(["+86", "+86-", "0086", "86 ", "0"]), st.sampled_from(["", " ", "-"]))
def test_nor_as_people_write_it(mobile, prefix, between):
    written = prefix + between.join([mobile[:3], mobile[3:7], mobile[7:]])
    message = line(f"Not Found: /search/{written}/")["message"]
    assert mobile not in re.sub(r"\D", "", message)


@given(mobiles)
def test_nor_in_an_exception(mobile):
    try:
        raise ValueError(f"no such person: {mobile}")
    except ValueError:
        written = line("failed", exc_info=sys.exc_info())
    assert "ValueError" in written["exception"]
    assert "test_json_log.py" in written["exception"]
    assert mobile not in written["exception"]


@given(st.text())
def test_any_text_is_one_line_that_programs_can_read(text):
    assert set(line("%s", text)) == {"time", "level", "logger", "message"}


def test_half_a_character_costs_no_line():
    assert line("file %s", "\udcff")["message"] == "file \udcff"


def test_inside_a_request_its_id_is_there_whole():
    with request_ids.within(ID):
        assert line("x")["request_id"] == ID
    assert "request_id" not in line("x")


def test_numbers_of_rows_ports_and_days_are_left():
    text = "jobs.purge #1234567 failed at 2026-11-30 08:00 on port 8000"
    assert line(text)["message"] == text
