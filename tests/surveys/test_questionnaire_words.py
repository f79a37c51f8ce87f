"""The words on the pages made of an instrument."""

from dataclasses import replace

import pytest

from surveys import questionnaire
from tests.surveys.welch_pages import WELCH, sections, through


def test_the_impression_is_asked_twice_in_the_same_words() -> None:
    (first,), (revised,) = through("first", "USA"), through("revised", "USA")

    assert first.stem == (
        "In your professional judgement, which of these gives the USA most cause for concern at "
        "present?"
    )
    assert revised.stem == first.stem
    assert revised.marks == first.marks
    assert replace(revised.questions[0], name="first/USA") == first.questions[0]
    assert first.questions[0].item == first.questions[0].question == first.stem
    assert (first.title, first.guidance) == ("A question to begin with", None)
    assert revised.title == "The question from the beginning, once more"
    assert revised.guidance is not None
    assert first.extras == revised.extras == ()


def test_a_vignette_is_asked_as_the_military_concern_is() -> None:
    (vignettes,), (perceived, *_) = through("anchored"), through("perceived")

    first = vignettes.questions[0]
    assert first.question == f"{first.item} " + perceived.questions[0].question.replace(
        "Japan's", "Side A's"
    ).replace("the PRC's", "Side B's")
    assert first.item.startswith("Sides A and B lie far apart.")
    assert (first.referent, first.referent_line, first.kind) == ("", "", "vignette")
    assert vignettes.marks == perceived.marks
    assert vignettes.extras == ()
    assert vignettes.title == "Three invented situations"


def test_the_english_words_of_a_concern() -> None:
    page = questionnaire.pages(WELCH, "participant", "USA", "en")[0]
    first = page.questions[0]

    assert page.sections[0].title == "Concerns with regard to the PRC"
    assert page.stem == page.sections[2].stem
    assert page.stem == (
        "In your professional judgement, how serious a concern is each matter below over the next "
        "five years, taking likelihood and consequences together?"
    )
    assert first.item == "the PRC's possible use of its military capabilities"
    assert first.referent == "the USA's physical security"
    assert first.referent_line == "As a concern for the USA's physical security"
    assert first.question == (
        "In your professional judgement, how serious a concern for the USA's physical "
        "security over the next five years is the PRC's possible use of its military capabilities, "
        "taking likelihood and consequences together?"
    )


def test_the_english_words_of_a_threat_assessed() -> None:
    page = questionnaire.pages(WELCH, "assessor", "PRC", "en")[0]
    section = page.sections[1]

    assert section.title == "Concerns for the PRC with regard to the ROK"
    assert page.guidance is not None
    assert page.guidance.startswith("Please judge on the common evidence file")
    assert section.questions[-1].question == (
        "On the evidence supplied, how serious a concern for the PRC's freedom of action does use "
        "of the ROK–US alliance to constrain the PRC warrant over the next five years, taking "
        "likelihood and consequences together?"
    )


def test_the_english_words_of_a_prediction() -> None:
    section = sections("predicted", "USA")[1]
    first = section.questions[0]

    assert section.title == (
        "Your estimate: what participants from Japan answered with regard to the USA"
    )
    assert section.stem == (
        "Participants from Japan were asked how serious a concern each matter below is for Japan "
        "over the next five years. For each, which answer was probably the most common?"
    )
    assert first.item == "the USA's possible use of its military capabilities"
    assert first.referent_line == "As a concern for Japan's physical security"
    assert first.question == (
        "Participants from Japan were asked this. Which answer was probably the most common?"
    )


def test_the_english_words_of_an_avowal() -> None:
    section = sections("avowed")[0]

    assert section.title == "Your own judgement: concerns for the PRC with regard to Japan"
    assert section.stem == (
        "Knowing your own side, how serious a concern should each matter below be for the PRC over "
        "the next five years, taking likelihood and consequences together?"
    )
    assert section.questions[0].referent_line == "As a concern for the PRC's physical security"
    assert section.questions[0].question == (
        "Knowing your own side, how serious a concern should this be for the PRC?"
    )


@pytest.mark.parametrize("lens", ["predicted", "avowed"])
def test_other_lenses_ask_of_the_perceiver_s_very_questions(lens: str) -> None:
    for section in sections(lens, "ROK"):
        (own,) = (s for s in sections("perceived", section.perceiver) if s.target == "ROK")
        wording = [(q.key, q.item, q.referent, q.referent_line) for q in section.questions]
        assert wording == [(q.key, q.item, q.referent, q.referent_line) for q in own.questions]


def test_a_stem_that_names_a_side_is_said_of_each_section() -> None:
    (predicted,), (perceived,) = through("predicted"), through("perceived")

    assert (predicted.stem, len({section.stem for section in predicted.sections})) == ("", 3)
    assert {section.stem for section in perceived.sections} == {perceived.stem}
