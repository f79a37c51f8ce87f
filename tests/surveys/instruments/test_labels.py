from dataclasses import replace

import pytest

from surveys.instruments.document import questions
from surveys.instruments.labels import labels as labels_of
from tests.surveys.welch_pages import LANGUAGES, SIDES, WELCH, through


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_name_everything_in_results(language: str) -> None:
    labels = labels_of(WELCH, language)

    assert list(labels.parties) == list(labels.sides) == [*SIDES, "PRK"]
    assert list(labels.participants) == [*SIDES, "PRK"]
    assert list(labels.concerns) == [concern.key for concern in WELCH.concerns]
    assert list(labels.domains) == list(labels.concerns)[:5]
    assert len(labels.marks) == 6
    assert list(labels.questions) == [question.key for question in questions(WELCH)]
    assert all(question.item and question.referent for question in labels.questions.values())
    assert list(labels.impressions) == list(SIDES)
    assert list(labels.options) == [*SIDES, "PRK", "else"]
    assert list(labels.vignettes) == ["low", "middle", "high"]
    (first,), (anchored,) = (
        through("first", language=language),
        through("anchored", "JPN", language),
    )
    assert labels.impressions["JPN"] == first.stem
    assert [labels.options[mark.key] for mark in first.marks[:5]] == [
        mark.label for mark in first.marks[:5]
    ]
    assert list(labels.vignettes.values()) == [question.item for question in anchored.questions]
    for lens in ("recalled", "reflected"):
        (page,) = through(lens, language=language)
        assert {q.key: q.item for q in page.questions}.items() <= labels.reported_changes.items()
        shown = {mark.key: mark.label for mark in page.marks if mark.value >= 0}
        assert shown.items() <= labels.reported_answers.items()
    assert len(labels.reported_changes) == 16 + 4
    assert list(labels.reported_answers) == ["lessened", "same", "grown", "no", "not_sure", "yes"]


def test_labels_of_an_instrument_without_impression_and_vignettes() -> None:
    without = replace(WELCH, impression=None, vignettes=None, trend=None, reflection=None)
    labels = labels_of(without, "en")

    assert (labels.impressions, labels.options, labels.vignettes) == ({}, {}, {})
    assert (labels.reported_changes, labels.reported_answers) == ({}, {})


def test_labels_quote_the_table_for_threats_only() -> None:
    labels = labels_of(WELCH, "en")

    threat = labels.questions["USA>PRC:revisionism"]
    assert threat.quotation is not None
    assert (threat.quotation.label, threat.quotation.mark) == ("Revisionism", "serious")
    assert threat.item == "the PRC changing regional rules without others' agreement"
    assert threat.referent == "regional rules"
    assert labels.questions["USA>PRC:political"].quotation is None
    names = {"PRC": "PRC", "JPN": "Japan", "ROK": "ROK", "USA": "USA", "PRK": "DPRK"}
    assert labels.parties == names
    assert labels.participants["PRC"] == "participants from the PRC"
    assert labels.domains["societal"] == "Societal"
