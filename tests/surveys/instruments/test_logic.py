"""Of whom questions with a condition are asked."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.instruments.builder import from_content
from surveys.instruments.document import ABOUT, all_questions
from surveys.instruments.logic import required_keys
from surveys.instruments.sequence import LENS_OF_SEAT, MODULES, answer_names, page_specs
from surveys.instruments.validation_logic import possible_questions
from tests.factories import short
from tests.surveys.instruments.conditional import problems, with_condition, with_fields

ROUND = (*MODULES, ABOUT)
SIDES = ("PRC", "JPN", "ROK", "USA")
THREAT = short().threats[0]
KEY = f"{THREAT.perceiver}>{THREAT.target}:{THREAT.key}"


def names(document, seat="participant", side="PRC", modules=ROUND):
    return set(answer_names(document, seat, side, modules))


def left_out(document, seat="participant", side="PRC", modules=ROUND):
    """What is not asked because of the condition."""
    return names(short(), seat, side, modules) - names(document, seat, side, modules)


def test_the_threat_is_of_the_prc_and_with_regard_to_japan():
    assert KEY.startswith("PRC>JPN:")


def test_a_seat_may_be_asked_alone():
    document = with_condition("threats", 0, seat=["participant"])
    assert left_out(document) == left_out(document, side="JPN") == set()
    assert left_out(document, "assessor") == {KEY}


def test_a_side_narrows_participants_and_no_assessors():
    document = with_condition("threats", 0, side=["PRC"])
    assert left_out(document) == left_out(document, "assessor", "JPN") == set()
    assert left_out(document, side="JPN") == {f"predicted/{KEY}", f"avowed/{KEY}"}


def test_a_threat_may_belong_to_rounds_with_a_module():
    document = with_condition("threats", 0, module=["avowed", "trend"])
    assert left_out(document, modules=["predicted", "trend"]) == set()
    assert left_out(document, modules=["predicted"]) == {KEY}


@pytest.mark.parametrize(
    ("path", "lens"),
    [
        (["lenses", "predicted"], "predicted"),
        (["impression"], "first"),
        (["vignettes"], "anchored"),
        (["trend"], "recalled"),
        (["reflection"], "reflected"),
        (["about"], "about"),
    ],
)
def test_a_section_is_left_out_with_its_page(path, lens):
    document = with_condition(*path, side=["ROK"])
    assert left_out(document, side="ROK") == set()
    missing = left_out(document)
    lenses = {"first", "revised"} if lens == "first" else {lens}
    assert {name.partition("/")[0] for name in missing} == lenses
    pages = page_specs(document, "participant", "PRC", ROUND)
    assert lenses.isdisjoint(page.lens for page in pages)
    assert all(section.questions for page in pages for section in page.sections)
    assert all(page.sections for page in pages)


def test_all_that_a_condition_names_must_hold():
    document = with_condition("threats", 0, seat=["participant"], module=["trend"])
    assert left_out(document) == set()
    assert left_out(document, modules=["predicted"]) == {KEY}
    assert left_out(document, "assessor", modules=["vignettes"]) == {KEY}


def test_a_question_that_hangs_on_an_answer_is_asked_of_everybody():
    answer = {"question": "age", "options": ["age-18-29"]}
    document = with_condition("about", "questions", 1, answer=answer)
    assert left_out(document) == set()


def test_required_questions_are_known_by_their_keys():
    required = {"required": True}
    document = with_fields(
        {
            ("concerns", 0): required,
            ("threats", 0): required,
            ("reflection",): required,
            ("about", "questions", 1): required,
        }
    )
    first = document.concerns[0].key
    assert required_keys(short()) == set()
    assert required_keys(document) == {
        KEY,
        *(q.key for q in all_questions(document) if q.item == first),
        *(f"{side}>:reflection" for side in SIDES),
        "gender",
    }


# --- Any conditions at all -----------------------------------------------------------------------

some = st.lists(st.sampled_from(SIDES), min_size=1, max_size=3, unique=True)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "seat": st.lists(st.sampled_from(sorted(LENS_OF_SEAT)), min_size=1, unique=True),
        "side": some,
        "module": st.lists(st.sampled_from(ROUND), min_size=1, max_size=2, unique=True),
    },
).filter(bool)
PLACES = st.sampled_from(
    [
        *(("threats", place) for place in range(len(short().threats))),
        *(("about", "questions", place) for place in range(3)),
        *((section,) for section in ("impression", "vignettes", "trend", "reflection", "about")),
        *(("lenses", lens) for lens in ("predicted", "avowed")),
    ]
)


def shuffled(content, dice):
    """The same content with the keys of every mapping in another order."""
    if isinstance(content, dict):
        items = [(key, shuffled(value, dice)) for key, value in content.items()]
        dice.shuffle(items)
        return dict(items)
    return [shuffled(each, dice) for each in content] if isinstance(content, list) else content


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(PLACES, CONDITIONS, max_size=6), st.integers(0, 99))
def test_whatever_the_conditions_who_is_asked_what_is_reachable_and_in_one_order(conditions, seed):
    document = with_fields({path: {"show_if": each} for path, each in conditions.items()})
    again = from_content(shuffled(document.content, random.Random(seed)))
    possible = possible_questions(document)
    for seat in LENS_OF_SEAT:
        pages = page_specs(document, seat, "ROK", ROUND)
        assert pages == page_specs(again, seat, "ROK", ROUND)
        asked = answer_names(document, seat, "ROK", ROUND)
        whole = answer_names(short(), seat, "ROK", ROUND)
        assert asked == tuple(name for name in whole if name in asked)
        for page in page_specs(document, seat, "ROK", set(ROUND) - {"reflection"}):
            asked = {q.key for section in page.sections for q in section.questions}
            assert {(page.lens, key) for key in asked} <= possible
    if not problems(document):
        keys = {key for _, key in possible}
        assert keys >= {f"{t.perceiver}>{t.target}:{t.key}" for t in document.threats}
