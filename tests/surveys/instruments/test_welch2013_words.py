"""What no page made of the shipped questionnaire may say, and what all must, in each language."""

import re
from dataclasses import asdict, replace

import pytest

from surveys import questionnaire
from surveys.instruments.document import questions
from surveys.instruments.labels import labels
from surveys.instruments.text import Text
from tests.surveys.welch_pages import LANGUAGES, SIDES, WELCH, everything, through, words

NAMES = (
    r"diaoyu|senkaku|dokdo|tokdo|takeshima|liancourt|pinnacle|sea of japan|east sea(?!\w)"
    r"|钓鱼|釣魚|尖阁|尖閣|竹岛|竹島|独岛|独島|獨島|日本海|朝鲜海|东朝鲜|동해|일본해|독도|다케시마"
    r"|죽도|댜오위|조어도|센카쿠|リアンクール"
)
PARTICLES = "은는이가을를과와으로"
POSSIBILITY = {
    "en": r"possib|\bmay\b|\bmight\b|\bcould\b",
    "zh-Hans": "可能|或许",
    "ja": "可能性|かもしれ|うる|おそれ",
    "ko": "가능|수 있|수도",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_vignettes_are_the_same_for_everybody_and_about_nobody(language: str) -> None:
    vignettes = [page for page in everything(language) if page.kind == "vignettes"]
    parties = labels(WELCH, language)

    assert len(vignettes) == 8
    assert len({str(replace(page, number=1)) for page in vignettes}) == 1
    shown = " ".join(words(vignettes[0]))
    assert [name for name in parties.parties.values() if name in shown] == []
    assert [question.key for question in vignettes[0].questions] == ["low", "middle", "high"]


def test_no_word_of_an_avowal_is_on_screen() -> None:
    shown = " ".join(word for page in everything("en") for word in words(page))

    assert not re.search("avow|admit|confess|threat", shown, re.IGNORECASE)


def test_a_concern_has_the_same_words_for_every_dyad() -> None:
    """Put the sides' names back into their places: one wording is left of each concern."""
    forms = {code: WELCH.party(code).possessive.read("en") for code in SIDES}
    for concern in WELCH.concerns:
        wordings = set()
        panel = questionnaire.pages(WELCH, "assessor", "PRC", "en")
        for dyad in (section for page in panel for section in page.sections):
            (question,) = (q for q in dyad.questions if q.key.endswith(f":{concern.key}"))
            both = f"{question.item} / {question.referent}".replace(forms[dyad.perceiver], "P")
            wordings.add(both.replace(forms[dyad.target], "T"))
        assert len(wordings) == 1


def test_what_is_only_possible_is_so_in_every_language_or_in_none() -> None:
    possible = {
        entry.key: [bool(re.search(POSSIBILITY[tag], entry.item.read(tag))) for tag in LANGUAGES]
        for entry in (*WELCH.concerns, *WELCH.threats)
    }

    assert possible["military"] == [True] * 4
    assert {key for key, said in possible.items() if len(set(said)) > 1} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_the_scale_has_words_of_its_own(language: str) -> None:
    words = [WELCH.marks[mark].read(language) for mark in WELCH.marks]

    assert len(set(words)) == 6


def test_english_names_the_sides_in_one_way() -> None:
    shown = [word for page in everything("en") for word in words(page)]

    assert [word for word in shown if re.search("(?<!East )China|United States", word)] == []


@pytest.mark.parametrize("lens", ["assessed", "predicted"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guidance_names_the_answer_as_it_is_labelled(language: str, lens: str) -> None:
    page = through(lens, language=language)[0]

    assert page.guidance is not None
    assert WELCH.marks["cannot_determine"].read(language) in page.guidance


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_page_is_there(language: str) -> None:
    for page in everything(language):
        assert page.language == language
        assert (page.guidance is None) == (page.lens in ("perceived", "avowed", "first"))
        assert all(shown.strip() for shown in words(page))
        assert not any("{" in shown or "}" in shown for shown in words(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_disputed_names_are_nowhere_but_in_quotations(language: str) -> None:
    shown = [word for page in everything(language) for word in words(page)]
    shown += [question.key for question in questions(WELCH)]

    assert [word for word in shown if re.search(NAMES, word, re.IGNORECASE)] == []


def test_the_search_for_disputed_names_finds_them() -> None:
    quoted = [threat.quotation.label for threat in WELCH.threats if threat.quotation]

    assert [label for label in quoted if re.search(NAMES, label, re.IGNORECASE)] == [
        "Diaoyutai",
        "Dokdo",
    ]
    assert re.search(NAMES, "a ship in the East Sea", re.IGNORECASE)
    assert not re.search(NAMES, "East China Sea", re.IGNORECASE)
    assert re.search(NAMES, "울릉도와 독도")


@pytest.mark.parametrize("language", LANGUAGES)
def test_quoted_labels_are_never_beside_a_question(language: str) -> None:
    labels = [threat.quotation.label.lower() for threat in WELCH.threats if threat.quotation]
    shown = " ".join(word for page in everything(language) for word in words(page)).lower()

    assert len(labels) == 19
    assert [label for label in labels if label in shown] == []
    assert not any(glyph in shown for glyph in "●◎○")
    assert "quotation" not in asdict(everything(language)[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_party_is_a_side_and_no_country(language: str) -> None:
    """Countries may be spoken of, such as neighbours and allies; a party is not called one."""
    pattern = r"countr|nations?\b|the chinese|chinese view|两国|四国|兩國|両国|양국|중국인의 견해"
    shown = [word for page in everything(language) for word in words(page)]

    assert [word for word in shown if re.search(pattern, word, re.IGNORECASE)] == []


def test_no_korean_particle_with_two_forms_follows_what_is_filled_in() -> None:
    """Fill in a mark that no sentence has, and look at what comes right after it."""
    entries = [*WELCH.concerns, *WELCH.lenses.values(), WELCH.impression, WELCH.vignettes]
    templates = [
        text.read("ko")
        for entry in entries
        for text in vars(entry).values()
        if isinstance(text, Text)
    ]
    filled = [re.sub(r"\{\w+\}", "\u25a1", template) for template in templates]

    assert sum("\u25a1" in template for template in filled) == 6 * 2 + 4 * 3 + 2 + 2
    assert not [template for template in filled if re.search(f"\u25a1[{PARTICLES}]", template)]


def test_the_trap_of_revisionism_is_not_walked_into() -> None:
    shown = [
        word for language in LANGUAGES for page in everything(language) for word in words(page)
    ]

    assert not any(
        re.search("修正主|수정주의|自信|軍国主義|军国主义|군국주의", word) for word in shown
    )
