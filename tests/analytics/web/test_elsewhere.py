"""Figures published elsewhere stand beside a release, with their source, and apart from it."""

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.brief.archive import archive_path
from analytics.brief.composing import compose
from analytics.brief.elsewhere import MOST_FIGURES
from analytics.brief.sources import Source
from analytics.models import ReferenceFigure
from analytics.reference.loading import SHIPPED, load_figures, remove_source
from analytics.reference.reading import read_figures
from analytics.web.pages.elsewhere import date_words, figure_words
from analytics.web.pages.shared import words_of
from tests import factories
from tests.analytics.made import make_release
from tests.analytics.reference.files import POLL, file_of
from tests.html import parse

MEAN = {"figure": "mean", "value": "6.10", "scale_minimum": "0", "scale_maximum": "10"}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def load(study, *figures):
    content = SHIPPED[0].read_bytes() if figures == ("welch2013",) else file_of(*figures)
    load_figures(study=study, reading=read_figures(content, study=study), by="test")


def dyad_page(staff, release, *ends):
    return parse(staff.get(reverse("dyad", args=[release.pk, *(ends or ("JPN", "PRC"))])))


def sections(page):
    return [s for s in page.all("section") if "elsewhere" in (s.get("class") or "").split()]


def test_a_dyad_shows_its_figures_with_all_that_a_reader_must_know(staff, study, release):
    korean = {"wording": "위협을 느끼십니까?", "language": "ko", "item": "military", "n": ""}
    load(study, korean, {"low": "50.1", "high": "58"}, {"perceiver": "ROK"})
    (section,) = sections(dyad_page(staff, release))
    whole, military = section.all("li")
    assert whole.text == (
        "54.30 (50.1 to 58) percent : Do you feel threatened by the other side? "
        "adults living in Japan , 1000 people; March 2024. Institute of Surveys, Tokyo, report 7 "
        "A similar question: asks for a feeling"
    )
    assert military.all("p")[0].text.startswith("The PRC's possible use of its military")
    assert "people" not in military.text
    assert military.one("q")["lang"] == "ko"
    assert whole.one("a")["href"] == POLL["url"]
    assert "no part of the release" in section.text


def test_nothing_is_shown_where_nothing_is_loaded(staff, release):
    assert sections(dyad_page(staff, release)) == []
    matrix = parse(staff.get(reverse("heatmap", args=[release.pk])))
    assert sections(matrix) == []


def test_a_page_that_was_drawn_before_shows_what_is_loaded_since_and_no_longer(
    staff, study, release
):
    for shown in (0, 1, 0):
        assert len(sections(dyad_page(staff, release))) == shown
        if shown:
            remove_source(study=study, source=POLL["source"], by="test")
        else:
            load(study, {})


def test_welchs_marks_are_shown_once_with_their_source(staff, study, release):
    def labels(page):
        return [q.text for q in page.all("q") if q.text == "Resurgent militarism"]

    before = dyad_page(staff, release, "PRC", "JPN")
    load(study, "welch2013")
    after = dyad_page(staff, release, "PRC", "JPN")
    assert len(labels(before)) == len(labels(after)) == 1
    assert sections(before) == []
    assert "marked “Serious”" in sections(after)[0].text
    assert "Welch's table of 2013" in before.text
    assert "Welch's table of 2013" not in after.text


def test_the_matrix_shows_figures_of_whole_sides_and_leads_to_the_others(staff, study, release):
    load(study, MEAN, {"item": "military"}, {"item": "political"}, {"perceiver": "USA", "n": "1"})
    (section,) = sections(parse(staff.get(reverse("heatmap", args=[release.pk]))))
    japan, usa = section.all("li")
    assert "2 figures on single matters" in japan.text
    assert "mean 6.10 on a scale from 0 to 10" in japan.text
    assert japan.all("a")[0]["href"].endswith("/JPN-PRC/#elsewhere-JPN-PRC")
    assert "on single" not in usa.text
    assert "1 person;" in usa.text


def test_no_figure_elsewhere_changes_one_of_the_release(staff, study, release):
    def tables(page):
        return [table.text for table in page.all("table")]

    before = tables(dyad_page(staff, release))
    load(study, {}, MEAN | {"item": "military"})
    assert tables(dyad_page(staff, release)) == before


def test_a_matter_that_the_questionnaire_of_the_release_has_not_is_left_out(staff, study, release):
    load(study, {})
    ReferenceFigure.objects.create(
        study=study, position=9, **POLL | {"n": 5}, item="of-another-version"
    )
    assert len(sections(dyad_page(staff, release))[0].all("li")) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [("2013", "2013"), ("2024-03", "March 2024"), ("2024-03-09", "March 9, 2024")],
)
def test_dates_are_as_exact_as_their_source(text, words):
    assert date_words(text) == words


def test_words_of_a_figure_follow_the_language(study, release):
    load(study, {"figure": "mark", "value": "low"})
    figure = ReferenceFigure.objects.get()
    assert figure_words(words_of(release), figure) == "marked “Low”"
    with translation.override("ja"):
        assert factories.welch().marks["low"].read("ja") in figure_words(words_of(release), figure)


# --- In briefs -----------------------------------------------------------------------------------


def of_brief(release):
    brief = compose(Source(release).of("PRC", "JPN"), "en")
    return [s.items for s in brief.sections if s.heading.startswith("Published elsewhere")]


def test_a_brief_names_the_most_comparable_figures_with_their_sources(study, release):
    assert of_brief(release) == []
    ends = {"perceiver": "PRC", "target": "JPN"}
    load(
        study,
        *(ends | {"item": item} for item in ("military", "political", "economic")),
        {"perceiver": "JPN", "target": "PRC", "comparability": "same", "note": ""},
    )
    (items,) = of_brief(release)
    assert [item.title for item in items] == [
        "Japan toward PRC:", "PRC toward Japan:", "PRC toward Japan:", "",
    ]  # fmt: skip
    assert items[0].text == (
        "“Do you feel threatened by the other side?”, 54.30 percent; adults living in Japan, "
        "March 2024. The same question. Source: Institute of Surveys, Tokyo, report 7."
    )
    assert items[MOST_FIGURES].text == "1 more stands on the page of the dyad."


def test_an_archive_of_briefs_is_made_anew_for_other_figures(study, release):
    before = archive_path(release, ["en"])
    load(study, {})
    after = archive_path(release, ["en"])
    remove_source(study=study, source=POLL["source"], by="test")
    assert before.name.endswith(".en.zip")
    assert after != before
    assert archive_path(release, ["en"]) == before
