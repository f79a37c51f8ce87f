import pytest

from surveys import questionnaire
from surveys.instruments.document import answers_of, stored_marks
from surveys.instruments.sequence import KIND_OF_LENS
from tests.surveys.welch_pages import SIDES, WELCH, through


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("lens", ["first", "revised"])
def test_the_answers_to_an_impression_are_stored_by_their_place(side: str, lens: str) -> None:
    (page,) = through(lens, side)
    others = [*(code for code in SIDES if code != side), "PRK"]

    assert [(mark.key, mark.value) for mark in page.marks] == [
        *((code, value) for value, code in enumerate(others)),
        ("else", 4),
        ("cannot_determine", -1),
        ("prefer_not_to_say", -2),
    ]
    published = answers_of(WELCH, "impression", side)
    assert published == ("skipped", "prefer_not_to_say", "cannot_determine", *others, "else")
    assert [published[mark.value + 3] for mark in page.marks] == [m.key for m in page.marks]


@pytest.mark.parametrize("lens", ["recalled", "reflected"])
def test_the_answers_on_a_change_are_stored_by_their_place_in_published_order(lens: str) -> None:
    (page,) = through(lens)
    published = answers_of(WELCH, KIND_OF_LENS[lens])

    stored = dict(zip(published, stored_marks(published), strict=True))
    assert {mark.key: mark.value for mark in page.marks} == {
        key: mark for key, mark in stored.items() if key != "skipped"
    }


def test_the_side_order_moves_the_answers_to_an_impression_and_not_what_is_stored() -> None:
    order = ["USA", "JPN"]
    (page, *_) = questionnaire.pages(WELCH, "participant", "ROK", "en", order, ["impression"])

    assert [(mark.key, mark.value) for mark in page.marks][:5] == [
        ("USA", 2),
        ("JPN", 1),
        ("PRC", 0),
        ("PRK", 3),
        ("else", 4),
    ]


@pytest.mark.parametrize(
    ("lens", "extras"),
    [
        ("perceived", []),
        ("predicted", ["confidence"]),
        ("avowed", []),
        ("assessed", ["confidence", "basis"]),
    ],
)
def test_what_is_asked_beside_a_mark(lens: str, extras: list[str]) -> None:
    page = through(lens)[0]

    assert [extra.key for extra in page.extras] == extras
    choices = {extra.key: [choice.key for choice in extra.choices] for extra in page.extras}
    assert choices.get("confidence", ["low", "medium", "high"]) == ["low", "medium", "high"]
    basis = ["capability", "intent", "inadvertence"]
    assert choices.get("basis", basis) == basis
    assert all([choice.value for choice in extra.choices] == [0, 1, 2] for extra in page.extras)


def test_the_marks_are_words_with_a_bar() -> None:
    page = questionnaire.pages(WELCH, "participant", "JPN", "en")[0]

    assert [(mark.key, mark.label, mark.value, mark.bar_steps) for mark in page.marks] == [
        ("serious", "Serious", 3, 3),
        ("moderate", "Moderate", 2, 2),
        ("low", "Low", 1, 1),
        ("none", "Not a concern", 0, 0),
        ("cannot_determine", "Cannot be determined", -1, None),
        ("prefer_not_to_say", "Prefer not to say", -2, None),
    ]
    published = answers_of(WELCH, "concern", "JPN")
    assert [published[mark.value + 3] for mark in page.marks] == [m.key for m in page.marks]
