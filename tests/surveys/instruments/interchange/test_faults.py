"""What is wrong with a form is named by sheet and cell, or by line, and how to mend it."""

import csv
import io

import pytest
from openpyxl import load_workbook

from surveys.instruments.errors import InstrumentError
from surveys.instruments.interchange.formats import LARGEST_FORM, LIMESURVEY, XLSFORM, import_form
from tests.surveys.instruments.interchange.made import WHOLE, workbook


def problems(file, name="form.xlsx"):
    with pytest.raises(InstrumentError) as caught:
        import_form(file, name, WHOLE)
    return caught.value.problems


def changed(change):
    """The form of a questionnaire after a change on its sheets."""
    book = load_workbook(io.BytesIO(XLSFORM.file_of(WHOLE)))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell(book, sheet, name, column):
    """The cell of the row of this name."""
    header = {each.value: each.column for each in book[sheet][1]}
    row = next(row[0].row for row in book[sheet] if row[1].value == name)
    return book[sheet].cell(row, header[column])


ENGLISH = "label::English (en)"


def test_a_text_that_is_missing_is_named_by_its_row():
    def change(book):
        cell(book, "survey", "perceived.concerns.military", "label::Korean (ko)").value = None
        cell(book, "survey", "assessed.concerns.military", "label::Korean (ko)").value = None

    book = load_workbook(io.BytesIO(XLSFORM.file_of(WHOLE)))
    row = cell(book, "survey", "perceived.concerns.military", ENGLISH).row
    (fault,) = problems(changed(change))
    assert fault.startswith(f"form.xlsx: survey!A{row}: concerns[military].item")
    assert "ko" in fault


def test_texts_that_have_to_agree_and_do_not_are_named_by_both_cells():
    def change(book):
        cell(book, "survey", "assessed.concerns.military", ENGLISH).value = "Other"

    book = load_workbook(io.BytesIO(XLSFORM.file_of(WHOLE)))
    first = cell(book, "survey", "perceived.concerns.military", ENGLISH).coordinate
    second = cell(book, "survey", "assessed.concerns.military", ENGLISH).coordinate
    assert problems(changed(change)) == (
        f"form.xlsx: survey!{second}: differs from the same text at survey!{first}; "
        "write both alike",
    )


def test_a_text_with_an_unknown_placeholder_is_named_by_its_cell():
    def change(book):
        cell(book, "survey", "text.preface", ENGLISH).value = "Of {nobody}."

    book = load_workbook(io.BytesIO(XLSFORM.file_of(WHOLE)))
    where = cell(book, "survey", "text.preface", ENGLISH).coordinate
    named = problems(changed(change))
    assert any(
        fault.startswith(f"form.xlsx: survey!{where}: preface") and "nobody" in fault
        for fault in named
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda b: b.remove(b["survey"]), "form.xlsx: has no sheet “survey”"),
        (lambda b: b.remove(b["choices"]), "which is no list of the sheet choices"),
        (
            lambda b: setattr(b["survey"]["D1"], "value", "label::Klingon"),
            "survey!D1: names no language by its tag; write it such as label::Chinese (zh-Hans)",
        ),
        (
            lambda b: setattr(b["survey"]["D1"], "value", ENGLISH),
            "survey!D1: is the second column 'label::English (en)'; leave one out",
        ),
        (
            lambda b: setattr(b["survey"]["C2"], "value", "=1+1"),
            "survey!C2: is a formula; write the text itself",
        ),
        (
            lambda b: setattr(b["survey"]["B3"], "value", "text.preface"),
            "survey!A3: is the second row 'text.preface'; rename one of them",
        ),
        (lambda b: setattr(b["survey"]["B2"], "value", None), "survey!A2: has no name"),
        (lambda b: setattr(b["survey"]["A2"], "value", None), "survey!2: has no type"),
        (
            lambda b: setattr(b["choices"]["B3"], "value", "participant"),
            "choices!3: is the second answer 'participant' of 'seats'",
        ),
        (
            lambda b: setattr(cell(b, "survey", "fields.vignettes", ENGLISH), "value", "domain"),
            "holds fields as JSON, which this is not; put it back",
        ),
    ],
)
def test_each_fault_of_a_workbook_is_named_by_its_place(change, fault):
    assert any(fault in each for each in problems(changed(change)))


def test_what_is_no_workbook_or_too_large_is_refused():
    assert "is no workbook" in problems(b"PK\x03\x04 and then nothing")[0]
    assert "larger than a form can be, 10 megabytes" in problems(b"x" * (LARGEST_FORM + 1))[0]
    assert "has no sheet “survey”" in problems(workbook(other=[["a"]]))[0]
    assert "asks nothing" in problems(workbook(survey=[]))[0]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "has no column class, type/scale, name, text in its first line"),
        ("just words", "has no column class"),
        ("class\ttype/scale\tname\ttext\ttext", "line 1: names a column twice"),
        ("class\ttype/scale\tname\ttext\nA\t0\tA1\tYes", "line 2: is a row A that follows no"),
        (
            "class\ttype/scale\tname\ttext\tlanguage\nQ\tL\tq\tA?\ten\nQ\tL\tq\tB?\ten",
            "line 3: is the second 'q' in en after line 2; rename one",
        ),
        (
            "class\ttype/scale\tname\ttext\tlanguage\nG\t0\tg\t\tfr\n",
            "line 2: is in 'fr', which is not among the survey's languages",
        ),
        ('class\ttype/scale\tname\ttext\nQ\tL\tq\t"A"?\n', "line 2"),
    ],
)
def test_each_fault_of_a_limesurvey_file_is_named_by_its_line(text, fault):
    assert any(fault in each for each in problems(text.encode(), "form.txt"))


def test_a_condition_that_was_changed_is_said_not_to_be_carried():
    def change(book):
        cell(book, "survey", "part.lenses.assessed", "relevant").value = "${seat}='x'"
        cell(book, "survey", "perceived.concerns.military", "required").value = "yes"

    result = import_form(changed(change), "form.xlsx")
    book = load_workbook(io.BytesIO(XLSFORM.file_of(WHOLE)))
    rows = [
        cell(book, "survey", name, "name").row
        for name in ("perceived.concerns.military", "part.lenses.assessed")
    ]
    assert result.not_carried == (
        f"survey!A{rows[0]}: perceived.concerns.military: whether it is required",
        f"survey!A{rows[1]}: part.lenses.assessed: the condition: of whom it is asked stands in "
        "the fields of its entry",
    )


def test_a_text_that_was_changed_is_taken_over():
    file = LIMESURVEY.file_of(WHOLE).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(file, newline=""), delimiter="\t"))
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerows(
        [field.replace("Invented", "Made <b>up</b>") for field in line] for line in lines
    )
    content = import_form(out.getvalue().encode(), "form.txt").content
    assert content["vignettes"]["title"]["en"] == {"source": "Made up"}
