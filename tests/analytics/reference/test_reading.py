"""A file of figures is read whole: workbook or text, with faults by line, or not at all."""

from unittest import mock

import pytest

from analytics.reference import reading
from analytics.reference.columns import NAMES
from analytics.reference.loading import load_figures
from analytics.reference.reading import LARGEST_FILE, FiguresRefusedError, read_figures
from tests.analytics.reference.files import POLL, file_of, rows
from tests.surveys.uploads.books import book_of, saved

pytestmark = pytest.mark.django_db


def refused(study, content):
    with pytest.raises(FiguresRefusedError) as refusal:
        read_figures(content, study=study).figures()
    return refusal.value.problems


def test_text_and_workbook_are_read_alike(asked):
    figures = ({"item": "military"}, {"value": "12"})
    texts = file_of(*figures)
    read = [
        read_figures(content, study=asked)
        for content in (texts, texts.replace(b",", b"\t"), saved(book_of(rows(*figures))))
    ]
    assert [[figure.value for figure in one.figures()] for one in (read[0], read[2])] == [
        ["54.30", "12"]
    ] * 2
    assert [line.number for line in read[0].lines] == [2, 3]


def test_encodings_are_recognised(asked):
    korean = file_of({"population": "대한민국 성인", "language": "ko"}).decode()
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp949"):
        encoding = "cp949" if codec == "cp949" else ""
        read = read_figures(korean.encode(codec), study=asked, encoding=encoding)
        assert read.figures()[0].population == "대한민국 성인"


def test_columns_may_be_in_any_order_and_optional_ones_left_out(asked):
    names = [name for name in reversed(NAMES) if POLL.get(name)]
    content = ",".join(names) + "\n" + ",".join(POLL[name].replace(",", ";") for name in names)
    assert read_figures(content.encode(), study=asked).figures()[0].n == 1000


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"perceiver,target\nJPN,PRC\n", ["line 1 lacks columns: figure, value, source, date,"]),
        (
            file_of({}).replace(b"perceiver,target", b"perceiver,perceiver"),
            ["line 1 lacks columns: target", "line 1 names columns twice: perceiver"],
        ),
        (
            file_of({}).replace(b"note", b"remark"),
            ["line 1 names columns that are not known: remark"],
        ),
        (file_of(), ["The file has no figure: its first line is that of the columns."]),
        (b"", ["The file has no figure: its first line is that of the columns."]),
        (file_of({}) + b"," * 30 + b"x\n", ["line 3 has more fields than the first line"]),
        (b"x" * (LARGEST_FILE + 1), ["The file is larger than a list of figures can be."]),
        (b"PK\x03\x04 no workbook", ["The file is no workbook that can be read"]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_as_a_whole_is_refused(asked, content, problems):
    said = refused(asked, content)
    for problem, found in zip(problems, said, strict=False):
        assert found.startswith(problem)


def test_faults_of_all_lines_are_named(asked):
    said = refused(asked, file_of({"value": "104"}, {}, {"source": "", "perceiver": "XXX"}))
    assert said == [
        "line 2, value: is 104, and must be from 0 to 100",
        "line 4, perceiver: is 'XXX', and must be one of: PRC, JPN, ROK, USA",
        "line 4, source: is missing",
    ]


def test_formulas_of_a_workbook_are_refused(asked):
    book = book_of(rows({"value": "=1+1"}))
    assert refused(asked, saved(book)) == ["cell E2 has a formula: put its value there instead"]


def test_a_figure_that_is_there_already_is_named(asked):
    again = ({"item": "military"}, {}, {"value": "99"})
    assert refused(asked, file_of(*again)) == ["line 4, this figure stands in line 3 already"]
    load_figures(study=asked, reading=read_figures(file_of({}), study=asked), by="test")
    assert refused(asked, file_of({"n": "7"}, {"date": "2023"})) == [
        "line 2, this figure was loaded before, from the same source"
    ]


def test_a_study_holds_so_many_figures_and_no_more(asked):
    with mock.patch.object(reading, "MOST_FIGURES", 2):
        load_figures(study=asked, reading=read_figures(file_of({}), study=asked), by="test")
        read_figures(file_of({"date": "2022"}), study=asked)
        assert refused(asked, file_of({"date": "2022"}, {"date": "2023"})) == [
            "A study holds at most 2 figures; 1 are loaded already."
        ]


def test_a_study_without_a_round_knows_no_side(study):
    assert refused(study, file_of({}))[0].startswith("line 2, perceiver: is 'JPN'")
