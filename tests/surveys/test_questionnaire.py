"""Pages made of an instrument."""

import json
from collections import Counter
from collections.abc import Collection
from copy import deepcopy

import pytest

from surveys import questionnaire
from surveys.instruments import builder, parser
from surveys.instruments.document import Document, all_questions, questions
from surveys.instruments.sequence import DEFAULT_MODULES, MODULES, answer_names, split_name
from tests.surveys.welch_pages import LANGUAGES, SIDES, WELCH, everything, through

OTHERS = ("PRC", "JPN", "USA")  # than the ROK


def dyads(page: questionnaire.Page) -> list[tuple[str, str]]:
    return [(section.perceiver, section.target) for section in page.sections]


def with_dprk() -> Document:
    """The instrument with the DPRK as a party that is asked about and takes no seat."""
    content = deepcopy(dict(WELCH.content))
    names = {"en": "DPRK", "zh-Hans": "朝鲜", "ja": "北朝鮮", "ko": "북한"}
    sides = names | {"en": "the DPRK"}
    forms = {"name": names, "side": sides, "possessive": sides, "participants": sides}
    texts = {
        form: {tag: {"source" if tag == "en" else "draft": name} for tag, name in names.items()}
        for form, names in forms.items()
    }
    content["parties"] = [party for party in content["parties"] if party["code"] != "PRK"]
    content["parties"].append({"code": "PRK", "target_only": True, **texts})
    return parser.parse(json.dumps(content, ensure_ascii=False), "dprk.yaml")


@pytest.mark.parametrize(("side", "count"), [("PRC", 22), ("JPN", 22), ("ROK", 23), ("USA", 24)])
def test_a_participant_is_asked_of_each_other_side(side: str, count: int) -> None:
    pages = questionnaire.pages(WELCH, "participant", side, "en")

    (page,) = pages
    assert dyads(page) == [(side, other) for other in SIDES if other != side]
    assert (page.number, page.lens, page.title) == (1, "perceived", "")
    assert len(page.questions) == count


def test_a_section_has_the_six_concerns_and_then_the_threats_of_its_dyad() -> None:
    (page,) = questionnaire.pages(WELCH, "participant", "ROK", "en")

    assert [(question.kind, question.key) for question in page.sections[2].questions] == [
        ("concern", "ROK>USA:military"),
        ("concern", "ROK>USA:political"),
        ("concern", "ROK>USA:economic"),
        ("concern", "ROK>USA:societal"),
        ("concern", "ROK>USA:environmental"),
        ("concern", "ROK>USA:unintended-clash"),
        ("threat", "ROK>USA:abandonment"),
        ("threat", "ROK>USA:favouring-japan"),
    ]


def test_an_assessor_is_asked_everything_in_a_page_for_each_perceiver() -> None:
    pages = questionnaire.pages(WELCH, "assessor", "JPN", "en")

    assert [dyads(page) for page in pages] == [
        [(perceiver, target) for target in SIDES if target != perceiver] for perceiver in SIDES
    ]
    assert {page.lens for page in pages} == {"assessed"}
    assert [question.key for page in pages for question in page.questions] == [
        question.key for question in questions(WELCH) if question.target != "PRK"
    ]


@pytest.mark.parametrize("lens", ["predicted", "avowed"])
def test_predictions_and_avowals_are_about_one_s_own_side_as_target(lens: str) -> None:
    (page,) = through(lens)
    assert dyads(page) == [("PRC", "JPN"), ("ROK", "JPN"), ("USA", "JPN")]


def test_a_participant_s_whole_way() -> None:
    pages = questionnaire.pages(WELCH, "participant", "ROK", "en", modules=MODULES)

    toward, of_others = [[("ROK", side) for side in OTHERS], [(side, "ROK") for side in OTHERS]]
    assert [(page.kind, page.lens, dyads(page)) for page in pages] == [
        ("impression", "first", [("ROK", "")]),
        ("marks", "perceived", toward),
        ("reported_changes", "recalled", [("ROK", "")]),
        ("marks", "predicted", of_others),
        ("marks", "avowed", of_others),
        ("vignettes", "anchored", [("", "")]),
        ("impression", "revised", [("ROK", "")]),
        ("reported_changes", "reflected", [("ROK", "")]),
    ]
    assert [page.number for page in pages] == list(range(1, 9))


def test_an_assessor_s_whole_way() -> None:
    pages = questionnaire.pages(WELCH, "assessor", "ROK", "en", modules=MODULES)

    assert [page.lens for page in pages] == ["assessed"] * 4 + ["anchored"]
    assert [page.number for page in pages] == list(range(1, 6))


@pytest.mark.parametrize(
    ("modules", "lenses"),
    [
        ((), {"perceived": 22}),
        (["impression"], {"first": 1, "perceived": 22, "revised": 1}),
        ({"predicted"}, {"perceived": 22, "predicted": 24}),
        ({"avowed"}, {"perceived": 22, "avowed": 24}),
        (("vignettes",), {"perceived": 22, "anchored": 3}),
        (("trend",), {"perceived": 22, "recalled": 3}),
        (("reflection",), {"perceived": 22, "reflected": 1}),
        (
            DEFAULT_MODULES,
            {"first": 1, "perceived": 22, "revised": 1, "predicted": 24, "anchored": 3},
        ),
    ],
)
def test_a_module_adds_its_pages(modules: Collection[str], lenses: dict[str, int]) -> None:
    counts: Counter[str] = Counter()
    for page in questionnaire.pages(WELCH, "participant", "JPN", "en", modules=modules):
        counts[page.lens] += len(page.questions)

    assert counts == lenses
    assert (
        Counter(
            split_name(name, "participant")[0]
            for name in answer_names(WELCH, "participant", "JPN", modules)
        )
        == lenses
    )


def test_positions_are_those_of_the_instrument_and_unique_within_a_page() -> None:
    positions = {question.key: question.position for question in all_questions(WELCH)}

    for page in everything("en"):
        on_page = [question.position for question in page.questions]
        assert on_page == [positions[question.key] for question in page.questions]
        assert len(set(on_page)) == len(on_page)


def test_an_order_of_the_parties_orders_targets_and_perceivers() -> None:
    order = ["USA", "JPN", "USA", "XXX"]

    own = questionnaire.pages(WELCH, "participant", "ROK", "en", order)
    panel = questionnaire.pages(WELCH, "assessor", "ROK", "en", order)

    assert dyads(own[0]) == [("ROK", "USA"), ("ROK", "JPN"), ("ROK", "PRC")]
    assert [dyads(page) for page in panel][:2] == [
        [("USA", "JPN"), ("USA", "PRC"), ("USA", "ROK")],
        [("JPN", "USA"), ("JPN", "PRC"), ("JPN", "ROK")],
    ]


def test_a_target_only_party_is_asked_about_and_takes_no_seat() -> None:
    content = {**WELCH.content, "parties": [dict(party) for party in WELCH.content["parties"]]}
    content["parties"][2]["target_only"] = True
    content["threats"] = []
    document: Document = builder.from_content(content)

    (own,) = questionnaire.pages(document, "participant", "PRC", "en")
    assert dyads(own) == [("PRC", "JPN"), ("PRC", "ROK"), ("PRC", "USA")]
    panel = questionnaire.pages(document, "assessor", "PRC", "en")
    assert [len(page.sections) for page in panel] == [3, 3, 3]
    with pytest.raises(ValueError, match="ROK"):
        questionnaire.pages(document, "participant", "ROK", "en")


def test_the_dprk_can_be_asked_about() -> None:
    document = with_dprk()

    pages = questionnaire.pages(document, "participant", "JPN", "en", modules=MODULES)
    panel = questionnaire.pages(document, "assessor", "JPN", "en", modules=MODULES)

    assert len(questions(document)) == 91 + 4 * 6
    assert [page.lens for page in panel] == ["assessed"] * 4 + ["anchored"]
    assert len({dyad for page in panel[:4] for dyad in dyads(page)}) == 16
    assert Counter(page.lens for page in pages for _section in page.sections) == {
        "first": 1,
        "perceived": 4,
        "revised": 1,
        "reflected": 1,
        "recalled": 1,
        "predicted": 3,
        "avowed": 3,
        "anchored": 1,
    }
    assert "PRK" not in {one for page in [*pages, *panel] for one, _other in dyads(page)}
    assert pages[1].sections[3].title == "Concerns with regard to the DPRK"
    assert [(mark.key, mark.label, mark.value) for mark in pages[0].marks] == [
        ("PRC", "PRC", 0),
        ("ROK", "ROK", 1),
        ("USA", "USA", 2),
        ("PRK", "DPRK", 3),
        ("else", "Something else", 4),
        ("cannot_determine", "Cannot be determined", -1),
        ("prefer_not_to_say", "Prefer not to say", -2),
    ]
    with pytest.raises(ValueError, match="PRK"):
        answer_names(document, "participant", "PRK", MODULES)


def test_whether_concern_has_changed_is_asked_of_every_other_party_on_one_page() -> None:
    pages = questionnaire.pages(WELCH, "participant", "JPN", "en", ["USA", "ROK"], ["trend"])
    page = pages[-1]

    assert page.title == "Since the last round"
    assert (page.plain, page.listed, page.stem) == (True, False, "")
    assert [question.key for question in page.questions] == [
        "JPN>USA:trend",
        "JPN>ROK:trend",
        "JPN>PRC:trend",
    ]
    assert page.questions[1].item == (
        "Since the last round, has your own concern about the ROK grown, stayed the same or "
        "lessened?"
    )
    assert [(mark.key, mark.label, mark.value, mark.bar_steps) for mark in page.marks] == [
        ("grown", "Grown", 2, None),
        ("same", "Stayed the same", 1, None),
        ("lessened", "Lessened", 0, None),
        ("prefer_not_to_say", "Prefer not to say", -2, None),
    ]
    assert page.guidance is not None
    assert "whether or not you took part" in page.guidance


def test_a_party_without_participants_is_asked_about_and_not_asked() -> None:
    document = with_dprk()
    keys = [spec.key for spec in all_questions(document) if spec.kind == "trend"]

    assert len(keys) == 4 * 4
    assert {key.partition(":")[0] for key in keys if "PRK" in key} == {
        f"{side}>PRK" for side in SIDES
    }


def test_whether_the_first_name_has_changed_is_asked_after_the_concerns() -> None:
    pages = questionnaire.pages(WELCH, "participant", "PRC", "en", modules=["reflection"])
    (question,) = pages[-1].questions

    assert [page.lens for page in pages] == ["perceived", "reflected"]
    assert question.key == "PRC>:reflection"
    assert question.item.endswith("name first as a cause for concern for the PRC?")
    assert [(mark.key, mark.value) for mark in pages[-1].marks] == [
        ("yes", 2),
        ("not_sure", 1),
        ("no", 0),
        ("prefer_not_to_say", -2),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_one_participant_have_different_titles(language: str) -> None:
    titles = [
        section.title
        for page in questionnaire.pages(WELCH, "participant", "JPN", language, modules=MODULES)
        for section in page.sections
    ]

    assert len(set(titles)) == len(titles)


def test_a_language_that_is_not_there_gives_the_source_language() -> None:
    wanted = questionnaire.pages(WELCH, "participant", "JPN", "en")

    assert questionnaire.pages(WELCH, "participant", "JPN", "fr") == wanted
    assert questionnaire.pages(WELCH, "participant", "JPN", "") == wanted


@pytest.mark.parametrize("tag", ["zh-hans", "zh_Hans", "ZH-HANS"])
def test_a_language_tag_may_be_written_in_any_case(tag: str) -> None:
    (page, *_) = questionnaire.pages(WELCH, "participant", "JPN", tag)

    assert page.language == "zh-Hans"
    assert page.sections[0].title == "与中国有关的关切"
