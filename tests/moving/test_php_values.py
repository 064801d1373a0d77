"""Values that PHP serialised: read though their lengths are wrong, and never as objects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.zblog import php
from tests.moving.zblog_files import serialized

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NESTED = st.recursive(
    st.integers(-(10**9), 10**9) | TEXT, lambda inside: st.dictionaries(TEXT, inside, max_size=3), max_leaves=8
)


@pytest.mark.slow
@given(NESTED)
def test_what_was_serialised_comes_back(value):
    assert php.read(serialized(value)) == (value, True)


@pytest.mark.slow
@given(st.text(max_size=200) | st.text('aOsidbN:;{}"0123456789', max_size=80))
def test_nothing_whatever_raises(text):
    php.read(text)


@given(
    st.dictionaries(st.text("abc", min_size=1), st.text("字a😀", min_size=1), max_size=4), st.sampled_from([0, 10**6])
)
def test_a_wrong_length_hides_nothing(value, length):
    broken = serialized(value)
    for each in value.values():
        broken = broken.replace(f's:{len(each.encode())}:"{each}";', f's:{length}:"{each}";')
    found, _ = php.read(broken)
    assert set(value.values()) == set(found.values())


def test_an_emoji_that_became_an_entity_afterwards_is_read():
    assert php.read('a:1:{s:11:"singletitle";s:4:"&#x1F389;";}') == ({"singletitle": "&#x1F389;"}, True)


def test_quotes_inside_of_a_text_do_not_end_it():
    value = {"a": 'x";y', "b": '";'}
    assert php.read(serialized(value)) == (value, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('O:8:"stdClass":1:{s:6:"proimg";s:1:"x";}', None),
        ('a:2:{s:1:"a";s:1:"x";s:1:"b";O:3:"Foo":0:{}}', {"a": "x"}),
        ('{"proimg":"x"}', None),
        ('a:1:{s:1:"a";s:5:"cut', {}),
        ("a:1:{" * 100, None),
        ("a:1:{i:0;" * 40_000, {"0": {}}),
    ],
)
def test_objects_and_what_has_no_end_are_left_unread(text, found):
    value, whole = php.read(text)
    assert not whole
    if found and "0" in found:
        assert isinstance(value, dict)
    else:
        assert value == found or not value


def test_there_is_an_end_to_how_much_is_read():
    assert php.read('s:5:"' + "x" * php.MAX_LENGTH + '";') == (None, False)
    value, whole = php.read("a:9000:{" + "".join(f"i:{i};i:1;" for i in range(9_000)) + "}")
    assert not whole
    assert len(value) == php.MAX_ITEMS
