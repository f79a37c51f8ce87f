from itertools import pairwise

import pytest

from surveys.instruments import yaml_source
from surveys.instruments.errors import InstrumentError
from surveys.instruments.parser import parse
from surveys.instruments.yaml_source import DEEPEST, load
from tests.surveys.instruments.small import assert_named

# Each fault alone: what is replaced, by what, the line, the field, and a part of the message.
FAULTS = [
    ("slug: small", "slug: [small", 3, "file", "is not YAML"),
    ("slug: small", "slug: sm\x07all", 2, "file", "a character that YAML forbids"),
    ("slug: small", "slug: small\nslug: other", 3, "slug", "given twice, first in line 2"),
    ("perceiver: JPN", "perceiver: JPN\n    key: again", 39, "threats[missiles].key", "given"),
    ("slug: small", "slug: !!python/name:os.system small", 2, "slug", "!!python/name:os.system"),
    ("slug: small", "slug: !shell small", 2, "slug", "the tag or value !shell"),
    ("slug: small", "slug: &a small\nversion2: *a", 3, "version2", "is an alias"),
    ("slug: small", "? [a]\n: b\nslug: small", 2, "file", "a field name that is not a word"),
    ("version: 1", f"version: {'9' * 5000}", 3, "version", "which is not read"),
    ("slug: small", "slug: small\n---\nslug: other", 3, "file", "is not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "where", "message"), FAULTS)
def test_each_fault_alone_is_named_with_its_line(
    old: str, new: str, line: int, where: str, message: str
) -> None:
    assert_named(old, new, line, where, message)


def test_aliases_that_would_grow_without_end_are_refused() -> None:
    bomb = 'a: &a ["x", "x"]\n' + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghijkl")
    )

    with pytest.raises(InstrumentError, match=r"^bomb.yaml:1: b\[1\]: is an alias"):
        parse(bomb, "bomb.yaml")


def test_deep_nesting_is_refused_where_it_is_too_deep() -> None:
    assert load("[" * DEEPEST + "]" * DEEPEST).problems == []
    with pytest.raises(InstrumentError, match=r"deep.yaml:31: file: is nested too deeply"):
        parse("[\n" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "deep.yaml")


@pytest.mark.parametrize(
    ("limit", "text", "message"),
    [
        ("MOST_FIELDS", "a: [1, 2,\n  3]", "2: file: has more than 5 fields"),
        ("LARGEST_FILE", "a: 123", "1: file: has more than 5 characters"),
    ],
)
def test_more_than_a_questionnaire_can_have_is_read_no_further(
    limit: str, text: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_source, limit, 5)
    with pytest.raises(InstrumentError, match=f"large.yaml:{message}"):
        parse(text, "large.yaml")
    monkeypatch.setattr(yaml_source, limit, 6)
    assert load(text).problems == []


def test_values_are_read_as_json_would_read_them() -> None:
    source = load("no: no\non: [yes, off, 12:30, 2013-11-08, 010, 1.5, 7, -1, null, ~, true]\nko:")

    assert source.problems == []
    assert source.content == {
        "no": "no",
        "on": ["yes", "off", "12:30", "2013-11-08", "010", "1.5", 7, -1, None, None, True],
        "ko": None,
    }


def test_lines_are_those_of_the_field_names() -> None:
    lines = load("a:\n  b: >-\n    x\n  c:\n    - 1\n    - d: 2\n").lines

    assert lines[("a",)] == 1
    assert lines[("a", "b")] == 2
    assert lines[("a", "c")] == 4
    assert lines[("a", "c", 1)] == 6
    assert lines[("a", "c", 1, "d")] == 6
