import json
from collections.abc import Collection
from dataclasses import replace

import pytest

from surveys import questionnaire
from surveys.instruments.document import Document, all_questions, questions
from surveys.instruments.optional_parties import TARGET_ONLY
from surveys.instruments.sequence import (
    ALL_LENSES,
    DEFAULT_MODULES,
    MODULES,
    answer_names,
    modules_of,
    split_name,
)
from tests.surveys.welch_pages import SEATS, SIDES, WELCH


@pytest.mark.parametrize(
    ("side", "marks", "with_avowed"),
    [("PRC", 51, 75), ("JPN", 51, 75), ("ROK", 49, 70), ("USA", 51, 73)],
)
def test_how_many_marks_are_asked(side: str, marks: int, with_avowed: int) -> None:
    assert len(answer_names(WELCH, "participant", side, DEFAULT_MODULES)) == marks
    assert len(answer_names(WELCH, "participant", side, MODULES)) == with_avowed + 3 + 1
    assert len(answer_names(WELCH, "assessor", side, DEFAULT_MODULES)) == 91 + 3


def test_the_default_modules_are_modules() -> None:
    assert set(DEFAULT_MODULES) == set(MODULES) - {"avowed", "trend", "reflection"}


@pytest.mark.parametrize("modules", [(), DEFAULT_MODULES, MODULES])
@pytest.mark.parametrize("seat", SEATS)
@pytest.mark.parametrize("side", SIDES)
def test_asked_is_what_the_pages_ask(seat: str, side: str, modules: tuple[str, ...]) -> None:
    in_order, otherwise = (
        [
            question.name
            for page in questionnaire.pages(WELCH, seat, side, "ja", order, modules)
            for question in page.questions
        ]
        for order in (None, ["USA", "ROK"])
    )

    names = answer_names(WELCH, seat, side, modules)

    assert sorted(names) == sorted(in_order) == sorted(otherwise)
    assert len(set(names)) == len(names)
    assert json.loads(json.dumps(names)) == list(names)


def test_answers_are_named_in_the_order_that_releases_have_published() -> None:
    """Pages may come in another order; columns of records and simulated answers may not."""
    names = answer_names(WELCH, "participant", "PRC", MODULES)
    lenses = list(dict.fromkeys(split_name(name, "participant")[0] for name in names))

    assert lenses == [
        "first",
        "perceived",
        "revised",
        "reflected",
        "recalled",
        "predicted",
        "avowed",
        "anchored",
    ]
    assert names[0] == "first/PRC"
    assert [name.partition(":")[0] for name in names[1:23:8]] == ["PRC>JPN", "PRC>ROK", "PRC>USA"]


def test_asked_without_modules_names_the_questions_of_the_seat_s_own_lens() -> None:
    in_instrument = [q.key for q in questions(WELCH) if q.target != "PRK"]

    assert answer_names(WELCH, "participant", "USA") == tuple(in_instrument[-24:])
    assert answer_names(WELCH, "assessor", "USA") == tuple(in_instrument)


def test_a_name_tells_the_lens_and_the_question() -> None:
    names = answer_names(WELCH, "participant", "PRC", MODULES)

    assert {name for name in names if ":" not in name} == {
        "first/PRC",
        "revised/PRC",
        "anchored/low",
        "anchored/middle",
        "anchored/high",
    }
    assert {name for name in names if name.startswith("re") and ":" in name} == {
        "recalled/PRC>JPN:trend",
        "recalled/PRC>ROK:trend",
        "recalled/PRC>USA:trend",
        "reflected/PRC>:reflection",
    }
    assert "PRC>JPN:military" in names
    assert "predicted/JPN>PRC:military" in names
    assert "avowed/JPN>PRC:military" in names


@pytest.mark.parametrize("seat", SEATS)
def test_names_can_be_split_again(seat: str) -> None:
    keys = {question.key for question in all_questions(WELCH)}
    for page in questionnaire.pages(WELCH, seat, "USA", "en", modules=MODULES):
        for question in page.questions:
            assert split_name(question.name, seat) == (page.lens, question.key)
            assert page.lens in ALL_LENSES
            assert question.key in keys


@pytest.mark.parametrize(
    ("name", "seat"),
    [
        ("PRC>JPN:military", "observer"),
        ("imagined/PRC>JPN:military", "participant"),
        ("perceived/PRC>JPN:military", "participant"),
        ("assessed/PRC>JPN:military", "participant"),
        ("first/PRC", "assessor"),
        ("/PRC", "participant"),
        ("first/first/PRC", "participant"),
    ],
)
def test_a_name_that_nobody_of_the_seat_is_asked_by_is_refused(name: str, seat: str) -> None:
    with pytest.raises(ValueError, match="no "):
        split_name(name, seat)


@pytest.mark.parametrize(
    ("seat", "side", "modules"),
    [
        ("observer", "JPN", ()),
        ("participant", "PRK", ()),
        ("participant", "", ()),
        ("assessor", "CAN", ()),
        ("participant", "JPN", ("perceived",)),
        ("assessor", "JPN", ("imagined", "vignettes")),
        ("participant", "JPN", "predicted"),
        ("participant", "JPN", ""),
    ],
)
def test_a_seat_side_or_module_that_does_not_fit_is_refused(
    seat: str, side: str, modules: Collection[str]
) -> None:
    with pytest.raises(ValueError, match=r"^no "):
        questionnaire.pages(WELCH, seat, side, "en", modules=modules)
    with pytest.raises(ValueError, match=r"^no "):
        answer_names(WELCH, seat, side, modules)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_that_the_instrument_does_not_word_is_refused(module: str) -> None:
    lenses = {name: lens for name, lens in WELCH.lenses.items() if name != module}
    without: Document = replace(
        WELCH,
        lenses=lenses,
        impression=None if module == "impression" else WELCH.impression,
        vignettes=None if module == "vignettes" else WELCH.vignettes,
        trend=None if module == "trend" else WELCH.trend,
        reflection=None if module == "reflection" else WELCH.reflection,
    )

    batteries = tuple(battery.key for battery in WELCH.batteries)
    assert modules_of(WELCH) == (*MODULES, *batteries, TARGET_ONLY)
    assert modules_of(without) == (*(m for m in MODULES if m != module), *batteries, TARGET_ONLY)
    for seat in SEATS:
        assert answer_names(without, seat, "JPN") == answer_names(WELCH, seat, "JPN")
        with pytest.raises(ValueError, match=f"no words .* {module!r}"):
            answer_names(without, seat, "JPN", {module})
