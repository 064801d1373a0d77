"""Links to phone numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbing import dialling

SPELLINGS = [
    ("0531 8888 0000", "tel:053188880000"),
    ("0531-8888 0000", "tel:0531-88880000"),
    ("（0531）8888 0000", "tel:053188880000"),
    ("400-000-0001", "tel:400-000-0001"),
    ("+86 138 0000 0000", "tel:+8613800000000"),
    ("0531-88880000 转 801", "tel:0531-88880000,801"),
    ("0531-88880000分机：801", "tel:0531-88880000,801"),
    ("", "tel:"),
]


@pytest.mark.parametrize(("number", "uri"), SPELLINGS)
def test_a_number_is_linked_as_a_phone_dials_it(number, uri):
    assert dialling.uri(number) == uri


def test_an_extension_known_by_itself_wins():
    assert dialling.uri("+86 531 88888888", "2") == "tel:+8653188888888,2"


@given(st.text(alphabet="0123456789 -－（）()转+\u3000\u00a0分机ext.", max_size=30))
def test_no_link_holds_a_space(number):
    assert re.fullmatch(r"tel:[\d+-]*(,\d+)?", dialling.uri(number), re.ASCII)
