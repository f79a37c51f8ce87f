import pytest

from surveys.instruments.importing import CHANGED, REFUSED, SAME, understand
from surveys.instruments.sheets import Sheet, SheetError
from surveys.instruments.translating import NewText, sheet_header, sheet_rows
from tests.factories import welch

JA = sheet_header(welch().content, "ja")
ITEM, SAYS = "concerns[military].item", "concerns[military].elements[possibility].words"


def sheet(*changes, drop=(), more=(), header=JA, formulas=()):
    """The sheet in Japanese with these (key, column, value) in it, and without these keys."""
    rows = [dict(zip(JA, row, strict=True)) for row in sheet_rows(welch().content, "ja")]
    for key, column, value in changes:
        (row,) = [row for row in rows if row["key"] == key]
        row[column] = value
    kept = [tuple(row.values()) for row in rows if row["key"] not in drop]
    return Sheet(header, tuple(enumerate([*kept, *more], start=2)), "", frozenset(formulas))


def understood(*changes, **more):
    return understand(welch().content, sheet(*changes, **more))


def only(outcome, result):
    (line,) = result.of(outcome)
    return line


def test_an_untouched_sheet_changes_nothing():
    result = understood()
    assert (result.language, result.absent, result.new_texts) == ("ja", (), ())
    assert {line.outcome for line in result.lines} == {SAME}


def test_a_text_and_a_status_are_taken_each_by_itself():
    result = understood(
        ("title", "ja", "  北東アジアの\n懸念 "),
        ("preface", "status", "Reviewed"),
        drop=["marks.low"],
    )
    title, preface = result.of(CHANGED)
    assert (title.after, preface.after[0]) == (("draft", "北東アジアの 懸念"), "reviewed")
    assert result.new_texts[0] == NewText(("title",), "ja", "draft", "北東アジアの 懸念")
    assert result.new_texts[1].words == welch().content["preface"]["ja"]["draft"]
    assert result.absent == ("marks.low",)
    assert not result.of(REFUSED)


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        (("title", "key", "titel"), "no text with this key"),
        (("title", "key", ""), "no key"),
        (("title", "status", "checked"), "must be draft or reviewed, not “checked”"),
        (("lenses.perceived.title", "ja", "{targt}"), "unknown placeholder {targt}"),
        (("lenses.perceived.title", "ja", "について"), "differ in what they name: target"),
        (("lenses.perceived.title", "ja", "{target"), "stray brace"),
        (("vignettes.situations[low].text", "ja", "日本とB"), "names '日本'"),
    ],
)
def test_a_line_with_a_fault_is_left_out_with_the_reason(change, remark):
    result = understood(change)
    line = only(REFUSED, result)
    assert remark in line.remark
    assert result.new_texts == ()


def test_the_second_line_with_a_key_is_left_out():
    again = ("title", "", welch().title.read("en"), "別の表題", "draft", "")
    line = only(REFUSED, understood(more=[again]))
    assert "stands in line 2 already" in line.remark


def test_a_translation_of_an_older_text_is_left_out_until_it_is_confirmed():
    old = [("preface", "en", "Please answer."), ("preface", "ja", "お答えください。")]
    line = only(REFUSED, understood(*old))
    assert "It now reads “Please answer in your personal capacity." in line.remark
    assert line.after == ("draft", "お答えください。")
    # Whoever leaves the translation alone is not asked for anything.
    assert understood(old[0]).of(REFUSED) == ()


def test_an_empty_cell_leaves_the_text_and_says_so():
    result = understood(("title", "ja", " "))
    assert result.new_texts == ()
    (line,) = [line for line in result.lines if line.key == "title"]
    assert (line.outcome, line.remark[:18]) == (SAME, "Empty in the sheet")


def test_a_text_without_its_element_is_left_out_and_with_it_taken():
    reworded = (ITEM, "ja", "{target}が軍事力を用いる恐れ")
    line = only(REFUSED, understood(reworded))
    assert line.key == ITEM
    assert line.remark.startswith("concerns[military].elements[possibility].words.ja: is '可能性'")
    both = understood(reworded, (SAYS, "ja", "恐れ"))
    assert [line.key for line in both.of(CHANGED)] == [ITEM, SAYS]
    assert both.new_texts[1].status == ""


def test_when_the_text_is_left_out_so_is_the_element_that_only_it_says():
    result = understood((ITEM, "ja", "{targt}が用いる恐れ"), (SAYS, "ja", "恐れ"))
    assert [line.key for line in result.of(REFUSED)] == [ITEM, SAYS]
    assert result.new_texts == ()


def test_a_formula_is_taken_as_text_and_told():
    line = only(CHANGED, understood(("title", "ja", "=A1"), formulas=[2]))
    assert line.after[1] == "=A1"
    assert "taken as text" in line.remark


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        ("北\u202e東", "cannot be seen (U+202E, place 2)"),
        ("北東\x07", "cannot be seen (U+0007, place 3)"),
        ("北<b>東</b>", "has the markup <b> (place 2)"),
    ],
)
def test_a_text_that_is_not_plain_is_left_out_with_the_reason_and_the_place(words, remark):
    line = only(REFUSED, understood(("title", "ja", words)))
    assert line.remark.startswith("has ")
    assert remark in line.remark


def test_what_cannot_be_seen_beside_a_text_does_no_harm():
    line = only(CHANGED, understood(("title", "ja", "北\n東"), ("title", "status", "Draft\ufeff")))
    assert line.after == ("draft", "北 東")


@pytest.mark.parametrize(
    "header",
    [
        ("key", "place", "en", "status", "note"),
        ("key", "place", "en", "fr", "status", "note"),
        ("place", "en", "ja", "status"),
        ("key", "en", "ja", "ko", "status"),
        (),
    ],
)
def test_other_columns_are_refused(header):
    with pytest.raises(SheetError, match="one of zh-Hans, ja, ko, status and note"):
        understand(welch().content, Sheet(header, ()))


def test_columns_may_stand_in_another_order_and_lines_be_short():
    header = ("ja", "key", "en", "status")
    rows = ((2, ("新しい表題", "title", welch().title.read("en"), "draft")), (3, ("x",)))
    result = understand(welch().content, Sheet(header, rows))
    assert only(CHANGED, result).after == ("draft", "新しい表題")
    assert "no key" in only(REFUSED, result).remark
