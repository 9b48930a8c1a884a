import pytest

from boards.rules import strict_json
from boards.rules.strict_json import NotJson, NotText, Rules, TooDeep, TooLarge

pytestmark = pytest.mark.once

STRICT = Rules()
LENIENT = Rules(any_encoding=True, doubled_names=True, constants=True, most_digits=20)


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b'{"a": [1, 2.5, true, null]}', {"a": [1, 2.5, True, None]}),
        (b' "x" ', "x"),
        (b"12345678901234567890123", 12345678901234567890123),
    ],
)
def test_json_is_read(content, value):
    assert strict_json.read(content, STRICT) == value


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"a": 1, "a": 1}', b"NaN", b"-Infinity", b"'a'", b"[1,]", b"1" * 5000]
)
def test_what_readers_disagree_about_is_refused(content):
    with pytest.raises(NotJson):
        strict_json.read(content, STRICT)


def test_what_can_be_meant_is_read_where_the_rules_say_so():
    assert strict_json.read(b'\xef\xbb\xbf{"a": 1, "a": NaN}', LENIENT) == {"a": None}
    assert strict_json.read('{"a": "ü"}'.encode("utf-16"), LENIENT) == {"a": "ü"}
    assert strict_json.read(b"1" * 5000, LENIENT) == float("inf")


def test_the_place_of_an_error_is_told():
    with pytest.raises(NotJson) as caught:
        strict_json.read(b'{\n "a": x}', STRICT)
    assert (caught.value.line, caught.value.column) == (2, 7)


@pytest.mark.parametrize(("content", "encoding", "place"), [(b'"\xff"', "UTF-8", 1), (b"\xff\xfe\x00", "UTF-16", 2)])
def test_what_is_no_text_is_told(content, encoding, place):
    with pytest.raises(NotText) as caught:
        strict_json.read(content, LENIENT)
    assert (caught.value.encoding, caught.value.place) == (encoding, place)


@pytest.mark.parametrize(("depth", "is_read"), [(3, True), (4, False)])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_depth_is_limited(depth, is_read, start, end):
    content, rules = (start * depth + "1" + end * depth).encode(), Rules(deepest=3)
    if is_read:
        strict_json.read(content, rules)
    else:
        with pytest.raises(TooDeep):
            strict_json.read(content, rules)


def test_no_nesting_is_too_deep_to_be_refused():
    with pytest.raises(TooDeep):
        strict_json.read(b"[" * 200_000, STRICT)


def test_size_is_limited():
    assert strict_json.read(b"[1]", Rules(most_bytes=3)) == [1]
    with pytest.raises(TooLarge):
        strict_json.read(b"[12]", Rules(most_bytes=3))


def test_each_text_is_checked_with_the_way_to_it():
    found = []
    strict_json.read(b'{"a": ["x", {"b": "y"}], "c": 1}', Rules(check=lambda path, text: found.append((path, text))))
    assert found == [
        (("a",), "a"),
        (("a", 0), "x"),
        (("a", 1, "b"), "b"),
        (("a", 1, "b"), "y"),
        (("c",), "c"),
    ]
