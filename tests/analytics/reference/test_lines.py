"""Every fault of a figure is named with its field and how to mend it."""

import pytest

from analytics.reference.lines import FigureReader
from analytics.reference.matters import Matters
from tests import factories
from tests.analytics.reference.files import POLL

DYADS = {
    ("JPN", "PRC"): frozenset({"military", "regional-hegemony"}),
    ("PRC", "JPN"): frozenset({"military", "resurgent-militarism"}),
}
READER = FigureReader(Matters(DYADS))
EMPTY = {"item": "", "low": "", "high": "", "scale_minimum": "", "scale_maximum": ""}
MEAN = {"figure": "mean", "value": "6.1", "scale_minimum": "0", "scale_maximum": "10"}


def read(**changed):
    return READER.figure(POLL | EMPTY | changed)


def test_a_figure_keeps_the_digits_of_its_source():
    figure, problems = read(low="50", high="58.6")
    assert problems == []
    assert (figure.value, figure.low, figure.high, figure.n) == ("54.30", "50", "58.6", 1000)
    assert (figure.perceiver, figure.target, figure.item) == ("JPN", "PRC", "")
    assert (figure.date, figure.comparability, figure.language) == ("2024-03", "similar", "en")


@pytest.mark.parametrize(
    "changed",
    [
        {"item": "military"},
        {"item": "Regional-Hegemony"},
        {"perceiver": "jpn"},
        {"figure": "mark", "value": "Serious"},
        MEAN,
        MEAN | {"value": "-0.5", "scale_minimum": "-3", "low": "-1", "high": "0"},
        {"url": "", "n": "", "language": ""},
        {"comparability": "same", "note": ""},
        {"value": "0"},
        {"value": "100"},
        {"date": "2013"},
        {"date": "2024-02-29"},
        {"wording": "台湾海峡周辺の安定について、どう思いますか。", "language": "ja"},
    ],
)
def test_what_may_be_given(changed):
    figure, problems = read(**changed)
    assert problems == []
    assert figure is not None


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"perceiver": "XXX"}, "perceiver: is 'XXX', and must be one of: JPN, PRC"),
        ({"target": "CAN"}, "target: is 'CAN', and must be one of: PRC, JPN"),
        ({"target": "JPN"}, "target: is the perceiver too: name another side"),
        (
            {"item": "weather"},
            "item: is 'weather', and must be one of: military, regional-hegemony",
        ),
        (
            {"item": "resurgent-militarism"},
            "item: is 'resurgent-militarism', which is asked of PRC>JPN alone",
        ),
        ({"figure": "share"}, "figure: is 'share', and must be one of: mark, percentage, mean"),
        ({"value": "104"}, "value: is 104, and must be from 0 to 100"),
        ({"value": "-1"}, "value: is -1, and must be from 0 to 100"),
        (
            {"value": "54%"},
            "value: is '54%', and must be a number such as 54.3, with nothing behind it",
        ),
        (
            {"value": "1e1"},
            "value: is '1e1', and must be a number such as 54.3, with nothing behind it",
        ),
        (
            {"value": "nan"},
            "value: is 'nan', and must be a number such as 54.3, with nothing behind it",
        ),
        ({"low": "50"}, "high: is missing, though low is given"),
        ({"high": "50"}, "low: is missing, though high is given"),
        ({"low": "55", "high": "60"}, "value: must lie between low and high"),
        (
            {"scale_maximum": "5"},
            "scale_maximum: must be empty, since the figure is a percentage",
        ),
        (
            {"figure": "mark", "value": "dire"},
            "value: is 'dire', and must be one of: none, low, moderate, serious",
        ),
        (
            {"figure": "mark", "value": "low", "low": "1"},
            "low: must be empty, since the figure is a mark",
        ),
        (
            MEAN | {"scale_minimum": ""},
            "scale_minimum: is missing, and a mean cannot be read without its scale",
        ),
        (MEAN | {"scale_minimum": "10"}, "scale_maximum: must be above scale_minimum"),
        (MEAN | {"value": "11"}, "value: is 11, and must be from 0 to 10"),
        ({"source": ""}, "source: is missing"),
        (
            {"source": "=HYPERLINK(1)"},
            "source: begins with =, which a spreadsheet would run as a formula: begin otherwise",
        ),
        (
            {"population": "@all"},
            "population: begins with @, which a spreadsheet would run as a formula: begin "
            "otherwise",
        ),
        ({"source": "x" * 501}, "source: has 501 characters, and may have 500"),
        (
            {"url": "http://example.org/"},
            "url: is 'http://example.org/', and must be an address that begins with https://",
        ),
        (
            {"url": "https://user@example.org/"},
            "url: is 'https://user@example.org/', and must be an address that begins with https://",
        ),
        (
            {"url": "javascript:alert(1)"},
            "url: is 'javascript:alert(1)', and must be an address that begins with https://",
        ),
        ({"url": "https://example.org/" + "x" * 500}, "url: has 520 characters, and may have 500"),
        ({"date": ""}, "date: is missing"),
        ({"date": "March 2024"}, "date: is 'March 2024', and must be YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"date": "2023-02-29"}, "date: is '2023-02-29', and must be YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"date": "2024-13"}, "date: is '2024-13', and must be YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"date": "1024"}, "date: is '1024', and must be YYYY, YYYY-MM or YYYY-MM-DD"),
        ({"date": "2999"}, "date: is '2999', which is still to come"),
        ({"population": ""}, "population: is missing"),
        ({"n": "0"}, "n: is '0', and must be a whole number from 1, in digits alone"),
        ({"n": "1,000"}, "n: is '1,000', and must be a whole number from 1, in digits alone"),
        ({"wording": ""}, "wording: is missing"),
        (
            {"language": "Japanese language"},
            "language: is 'Japanese language', and must be the tag of a language, such as en, "
            "ja or zh-Hans",
        ),
        (
            {"comparability": "somewhat"},
            "comparability: is 'somewhat', and must be one of: same, similar, different",
        ),
        ({"comparability": ""}, "comparability: is missing"),
        (
            {"note": ""},
            "note: is missing: say what differs from the question of this study",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_field(changed, problem):
    figure, problems = read(**changed)
    assert figure is None
    assert problems == [problem]


def test_markup_and_what_cannot_be_seen_are_refused():
    _figure, problems = read(source="Report <script>x</script>", wording="to\u202ewards")
    assert [problem.partition(":")[0] for problem in problems] == ["source", "wording"]
    assert "markup of web pages" in problems[0]
    assert "U+202E" in problems[1]


def test_all_faults_of_a_line_are_named():
    _figure, problems = read(value="104", date="", source="", comparability="?")
    assert [problem.partition(":")[0] for problem in problems] == [
        "source", "date", "comparability", "value",
    ]  # fmt: skip


@pytest.mark.django_db
def test_matters_are_those_of_all_rounds(study):
    assert Matters.of(study).by_dyad == {}
    factories.make_round(study, state="draft", document=factories.short())
    short = Matters.of(study).by_dyad
    factories.make_round(study, state="draft")
    both = Matters.of(study).by_dyad
    assert short["JPN", "PRC"] < both["JPN", "PRC"]
    assert {"military", "regional-hegemony"} <= both["JPN", "PRC"]
    assert "resurgent-militarism" not in both["JPN", "PRC"]
    assert list(both) == list(short)
