"""XLSForm, checked by pyxform, with which ODK and KoboToolbox convert it."""

import io
import re
from copy import deepcopy
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from surveys.instruments.interchange.exporting import form_of
from surveys.instruments.interchange.form import Kind
from surveys.instruments.interchange.formats import XLSFORM
from surveys.instruments.interchange.xlsform import relevance
from tests.surveys.instruments.interchange.made import WHOLE


def converted(file):
    return convert(xlsform=io.BytesIO(file), validate=False, file_type=".xlsx")


@pytest.fixture(scope="module")
def sheets():
    book = load_workbook(io.BytesIO(XLSFORM.file_of(WHOLE)))
    return {
        sheet.title: [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


@pytest.fixture(scope="module")
def rows(sheets):
    header, *lines = sheets["survey"]
    return {line[1]: dict(zip(header, line, strict=True)) for line in lines if line[1]}


def test_pyxform_takes_it(welch):
    result = converted(XLSFORM.file_of(welch.content))
    # It knows the tags of a list of its own, without scripts.
    assert [re.sub(r".*: (.*)\. Learn.*", r"\1", each) for each in result.warnings] == [
        "Chinese (zh-Hans)"
    ]
    root = ElementTree.fromstring(result.xform)
    languages = [
        each.get("lang") for each in root.iter("{http://www.w3.org/2002/xforms}translation")
    ]
    assert languages == ["English (en)", "Chinese (zh-Hans)", "Japanese (ja)", "Korean (ko)"]
    binds = {
        each.get("nodeset").rpartition("/")[2]: each
        for each in root.iter("{http://www.w3.org/2002/xforms}bind")
    }
    named = binds["perceived.threats.JPN-USA-abandonment"].get("relevant")
    assert " ".join(named.split()) == "( /data/perceiver ='JPN' and /data/target ='USA')"
    assert "jr:choice-name" in binds["target_possessive"].get("calculate")


def test_texts_refer_to_the_names_of_the_parties(rows):
    assert rows["perceived.concerns.military"]["label::English (en)"] == (
        "${target_possessive} forces"
    )
    assert rows["perceived.concerns.military"]["hint::English (en)"] == (
        "${perceiver_possessive} safety"
    )
    assert rows["target_possessive"]["calculation"] == (
        "jr:choice-name(${target}, '${names.possessive}')"
    )


@pytest.mark.parametrize(
    ("name", "relevant"),
    [
        ("part.lenses.perceived", "${seat}='participant' and ${side}=${perceiver}"),
        ("part.lenses.assessed", "${seat}='assessor'"),
        (
            "part.batteries.portrait.questions.agree.lenses.predicted",
            "${seat}='participant' and ${side}!=${perceiver} and ${target}=${perceiver}",
        ),
        (
            "stated.q1.batteries.steps.items.rules",
            "((${perceiver}='JPN' and ${target}='ROK')"
            " or (${perceiver}='ROK' and ${target}='JPN'))",
        ),
        ("asked.vignettes.situations.low", ""),
        ("unshown", "false()"),
    ],
)
def test_each_row_is_asked_under_its_condition(rows, name, relevant):
    assert rows[name]["relevant"] == relevant


def test_answers_are_listed_in_every_language(sheets):
    marks = [line[1:] for line in sheets["choices"] if line[0] == "marks"]
    assert marks[0] == ["serious", "Serious", "심각함"]
    assert [mark[0] for mark in marks] == [
        "serious", "moderate", "low", "none", "cannot_determine", "prefer_not_to_say",
    ]  # fmt: skip
    about = [line[1] for line in sheets["choices"] if line[0] == "about.questions.work.options"]
    assert about == ["yes", "other-work", "no", "prefer_not_to_say"]
    assert dict(zip(*sheets["settings"], strict=True)) == {
        "form_title": "Title",
        "form_id": "small",
        "version": "1",
        "default_language": "English (en)",
    }


def test_nothing_is_written_as_a_formula(sheets):
    content = {**WHOLE, "preface": {"en": {"source": "=1+1"}, "ko": {"draft": "=2"}}}
    sheet = load_workbook(io.BytesIO(XLSFORM.file_of(content)))["survey"]
    assert {cell.data_type for row in sheet for cell in row} == {"s", "n"}
    assert sheet["C2"].value == "=1+1"
    assert sheet["C2"].data_type != "f"


def test_the_condition_of_an_entry_is_that_of_its_rows():
    content = deepcopy(WHOLE)
    content["threats"][1]["show_if"] = {"seat": ["participant"], "side": ["JPN"]}
    content["vignettes"]["show_if"] = {"side": ["JPN", "ROK"]}
    answer = {"question": "work", "options": ["yes", "other-work"]}
    content["about"]["questions"][1] |= {"show_if": {"answer": answer}, "required": True}
    rows = {row.name: row for row in form_of(content).rows if row.kind is not Kind.END}
    condition = relevance(form_of(content))
    pair = "(${perceiver}='JPN' and ${target}='ROK')"
    threat = "threats.JPN-ROK-portrayals"
    assert condition(rows[f"perceived.{threat}"]) == (
        f"{pair} and ${{seat}}='participant' and ${{side}}='JPN'"
    )
    # No side narrows assessors, and everybody is shown the situations.
    assert condition(rows[f"assessed.{threat}"]) == f"{pair} and ${{seat}}='participant'"
    assert condition(rows["part.vignettes"]) == (
        "(${seat}='assessor' or ${side}='JPN' or ${side}='ROK')"
    )
    work = "${asked.about.questions.work}"
    assert condition(rows["asked.about.questions.where"]) == (
        f"({work}='yes' or {work}='other-work')"
    )
    assert [name for name, row in rows.items() if row.required] == [
        "seat",
        "side",
        "perceiver",
        "target",
        "asked.about.questions.where",
    ]
