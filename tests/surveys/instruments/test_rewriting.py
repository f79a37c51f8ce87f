import pytest

from surveys.instruments.parser import parse, read_text, shipped
from surveys.instruments.rewriting import (
    NotRewritableError,
    file_of,
    in_order,
    quoted,
    with_new_texts,
)
from surveys.instruments.translating import NewText, text_rows
from surveys.instruments.yaml_source import load
from tests.factories import welch

STYLES = """\
# What the file is about.
version: 1   # the first
languages: [en, ko]
plain:
  en: {source: Some words}
  ko:
    draft: 몇 단어   # to be checked

  # About the next one.
folded:
  en:
    source: >-
      Words in
      two lines.

  # A note between.
  ko: {draft: '그 ''말'''}
literal:
  en:
    source: |
      One
      two
  ko: {draft: "끝"}
"""


def test_only_the_texts_and_the_version_change_whatever_their_style():
    new = with_new_texts(
        STYLES,
        [
            NewText(("plain",), "ko", "reviewed", "다른: 단어 # {x}"),
            NewText(("folded",), "en", "source", 'Other "words" \\ here'),
            NewText(("folded",), "ko", "draft", "새 말"),
            NewText(("literal",), "en", "source", "Line\u2028 end"),
        ],
        version=7,
    )
    assert new == (
        STYLES.replace("version: 1 ", "version: 7 ")
        .replace("draft: 몇 단어", 'reviewed: "다른: 단어 # {x}"')
        .replace(">-\n      Words in\n      two lines.\n", '"Other \\"words\\" \\\\ here"\n')
        .replace("'그 ''말'''", '"새 말"')
        .replace("|\n      One\n      two\n", '"Line\\L end"\n')
    )
    assert load(new).content["literal"]["en"]["source"] == "Line\u2028 end"


def test_the_shipped_file_keeps_every_other_line():
    (path,) = shipped()
    text = read_text(path)
    rows = text_rows(load(text).content)
    news = [
        NewText(row.path, "ja", row.versions["ja"][0] and "reviewed", row.versions["ja"][1])
        for row in rows
    ]
    new = with_new_texts(text, news, version=5)
    before, after = text.splitlines(), new.splitlines()
    assert len(before) == len(after)
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(changed) == len([row for row in rows if row.versions["ja"][0]]) + 1
    assert all("ja: {draft:" in line or "version: 4" in line for line, _new in changed)
    assert parse(new, "new.yaml").version == 5


@pytest.mark.parametrize("written", ["{a: 1, version: 1}", "version: &v 1\nother: *v"])
def test_a_file_that_would_hold_something_else_is_refused(written):
    if "&" in written:
        with pytest.raises(NotRewritableError):
            with_new_texts(written, [], version=2)
    else:
        assert load(with_new_texts(written, [], version=2)).content == {"a": 1, "version": 2}


@pytest.mark.parametrize("words", ["plain", 'a "b" \\', "\x85 \u2028 \u2029", "行\t一", "🙂"])
def test_quoted_words_are_read_back_in_one_line(words):
    written = quoted(words)
    assert len(written.splitlines()) == 1
    assert load(f"a: {written}").content == {"a": words}


def test_content_without_a_file_is_written_so_that_it_reads_the_same():
    content = welch().content
    shuffled = _reversed_fields(content)
    assert list(shuffled) != list(content)
    assert list(in_order(shuffled)) == list(in_order(content))
    text = file_of(shuffled)
    assert text.startswith("schema: 1\nslug: welch2013\nversion: 4\ntitle:\n")
    assert parse(text, "written.yaml").content == content


def _reversed_fields(value):
    if isinstance(value, dict):
        return {name: _reversed_fields(value[name]) for name in reversed(value)}
    return [_reversed_fields(each) for each in value] if isinstance(value, list) else value
