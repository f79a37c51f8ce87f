"""Pages and labels made of an instrument."""

import json
import re
from collections import Counter
from collections.abc import Collection
from copy import deepcopy
from dataclasses import asdict, replace
from itertools import product

import pytest

from surveys import questionnaire
from surveys.instruments import reading
from surveys.instruments.document import Document, all_questions, answers_of, questions
from surveys.instruments.text import Text
from surveys.questionnaire import ALL_LENSES, DEFAULT_MODULES, MODULES, asked, split_name

WELCH = reading.read(reading.HERE / "welch2013.yaml")
LANGUAGES = ("en", "zh-Hans", "ja", "ko")
SIDES = ("PRC", "JPN", "ROK", "USA")
SEATS = ("participant", "assessor")
NAMES = (
    r"diaoyu|senkaku|dokdo|tokdo|takeshima|liancourt|pinnacle|sea of japan|east sea(?!\w)"
    r"|钓鱼|釣魚|尖阁|尖閣|竹岛|竹島|独岛|独島|獨島|日本海|朝鲜海|东朝鲜|동해|일본해|독도|다케시마"
    r"|죽도|댜오위|조어도|센카쿠|リアンクール"
)
PARTICLES = "은는이가을를과와으로"


def everything(language: str) -> list[questionnaire.Page]:
    return [
        page
        for seat, side in product(SEATS, SIDES)
        for page in questionnaire.pages(WELCH, seat, side, language, modules=MODULES)
    ]


def through(lens: str, side: str = "JPN", language: str = "en") -> list[questionnaire.Page]:
    seat = "assessor" if lens == "assessed" else "participant"
    way = questionnaire.pages(WELCH, seat, side, language, modules=MODULES)
    return [page for page in way if page.lens == lens]


def words(page: questionnaire.Page) -> list[str]:
    shown = [page.title, page.preface, page.stem]
    shown += [page.guidance] if page.guidance is not None else []
    shown += [mark.label for mark in page.marks]
    for extra in page.extras:
        shown += [extra.question, *(choice.label for choice in extra.choices)]
    for question in page.questions:
        shown += [question.item, question.question]
        if page.kind == "marks":
            shown += [question.referent, question.referent_line]
    return shown


def with_dprk() -> Document:
    """The instrument with the DPRK as a party that is asked about and takes no seat."""
    content = deepcopy(dict(WELCH.content))
    names = {"en": "DPRK", "zh-Hans": "朝鲜", "ja": "北朝鮮", "ko": "북한"}
    sides = names | {"en": "the DPRK"}
    forms = {"name": names, "side": sides, "possessive": sides, "participants": sides}
    texts = {
        form: {tag: {"source" if tag == "en" else "draft": name} for tag, name in told.items()}
        for form, told in forms.items()
    }
    content["parties"].append({"code": "PRK", "target_only": True, **texts})
    return reading.parse(json.dumps(content, ensure_ascii=False), "dprk.yaml")


@pytest.mark.parametrize(("side", "count"), [("PRC", 22), ("JPN", 22), ("ROK", 23), ("USA", 24)])
def test_a_participant_is_asked_of_each_other_side(side: str, count: int) -> None:
    pages = questionnaire.pages(WELCH, "participant", side, "en")

    assert [(page.perceiver, page.target) for page in pages] == [
        (side, other) for other in SIDES if other != side
    ]
    assert [page.number for page in pages] == [1, 2, 3]
    assert {page.lens for page in pages} == {"perceived"}
    assert sum(len(page.questions) for page in pages) == count


def test_a_page_has_the_six_concerns_and_then_the_threats_of_its_dyad() -> None:
    page = questionnaire.pages(WELCH, "participant", "ROK", "en")[2]

    assert [(question.kind, question.key) for question in page.questions] == [
        ("concern", "ROK>USA:military"),
        ("concern", "ROK>USA:political"),
        ("concern", "ROK>USA:economic"),
        ("concern", "ROK>USA:societal"),
        ("concern", "ROK>USA:environmental"),
        ("concern", "ROK>USA:unintended-clash"),
        ("threat", "ROK>USA:abandonment"),
        ("threat", "ROK>USA:favouring-japan"),
    ]


def test_an_assessor_is_asked_everything_in_twelve_pages() -> None:
    pages = questionnaire.pages(WELCH, "assessor", "JPN", "en")

    assert [(page.perceiver, page.target) for page in pages] == [
        (perceiver, target) for perceiver in SIDES for target in SIDES if perceiver != target
    ]
    assert {page.lens for page in pages} == {"assessed"}
    assert [question.key for page in pages for question in page.questions] == [
        question.key for question in questions(WELCH)
    ]


@pytest.mark.parametrize("lens", ["predicted", "avowed"])
def test_predictions_and_avowals_are_about_one_s_own_side_as_target(lens: str) -> None:
    assert [(page.perceiver, page.target) for page in through(lens)] == [
        ("PRC", "JPN"),
        ("ROK", "JPN"),
        ("USA", "JPN"),
    ]


def test_a_participant_s_whole_way() -> None:
    pages = questionnaire.pages(WELCH, "participant", "ROK", "en", modules=MODULES)

    assert [(page.kind, page.lens, page.perceiver, page.target) for page in pages] == [
        ("impression", "first", "ROK", ""),
        ("marks", "perceived", "ROK", "PRC"),
        ("marks", "perceived", "ROK", "JPN"),
        ("marks", "perceived", "ROK", "USA"),
        ("impression", "revised", "ROK", ""),
        ("marks", "predicted", "PRC", "ROK"),
        ("marks", "predicted", "JPN", "ROK"),
        ("marks", "predicted", "USA", "ROK"),
        ("marks", "avowed", "PRC", "ROK"),
        ("marks", "avowed", "JPN", "ROK"),
        ("marks", "avowed", "USA", "ROK"),
        ("vignettes", "anchored", "", ""),
    ]
    assert [page.number for page in pages] == list(range(1, 13))


def test_an_assessor_s_whole_way() -> None:
    pages = questionnaire.pages(WELCH, "assessor", "ROK", "en", modules=MODULES)

    assert [page.lens for page in pages] == ["assessed"] * 12 + ["anchored"]
    assert [page.number for page in pages] == list(range(1, 14))


@pytest.mark.parametrize(
    ("modules", "lenses"),
    [
        ((), {"perceived": 22}),
        (["impression"], {"first": 1, "perceived": 22, "revised": 1}),
        ({"predicted"}, {"perceived": 22, "predicted": 24}),
        ({"avowed"}, {"perceived": 22, "avowed": 24}),
        (("vignettes",), {"perceived": 22, "anchored": 3}),
        (
            DEFAULT_MODULES,
            {"first": 1, "perceived": 22, "revised": 1, "predicted": 24, "anchored": 3},
        ),
    ],
)
def test_a_module_adds_its_pages(modules: Collection[str], lenses: dict[str, int]) -> None:
    found: Counter[str] = Counter()
    for page in questionnaire.pages(WELCH, "participant", "JPN", "en", modules=modules):
        found[page.lens] += len(page.questions)

    assert found == lenses
    assert (
        Counter(
            split_name(name, "participant")[0]
            for name in asked(WELCH, "participant", "JPN", modules)
        )
        == lenses
    )


@pytest.mark.parametrize(
    ("side", "marks", "with_avowed"),
    [("PRC", 51, 75), ("JPN", 51, 75), ("ROK", 49, 70), ("USA", 51, 73)],
)
def test_how_many_marks_are_asked(side: str, marks: int, with_avowed: int) -> None:
    assert len(asked(WELCH, "participant", side, DEFAULT_MODULES)) == marks
    assert len(asked(WELCH, "participant", side, MODULES)) == with_avowed
    assert len(asked(WELCH, "assessor", side, DEFAULT_MODULES)) == 91 + 3


def test_the_default_modules_are_modules() -> None:
    assert set(DEFAULT_MODULES) == set(MODULES) - {"avowed"}


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

    names = asked(WELCH, seat, side, modules)

    assert list(names) == in_order
    assert sorted(names) == sorted(otherwise)
    assert len(set(names)) == len(names)
    assert json.loads(json.dumps(names)) == list(names)


def test_asked_without_modules_names_the_questions_of_the_seat_s_own_lens() -> None:
    in_instrument = [q.key for q in questions(WELCH)]

    assert asked(WELCH, "participant", "USA") == tuple(in_instrument[-24:])
    assert asked(WELCH, "assessor", "USA") == tuple(in_instrument)


def test_a_name_tells_the_lens_and_the_question() -> None:
    names = asked(WELCH, "participant", "PRC", MODULES)

    assert {name for name in names if ":" not in name} == {
        "first/PRC",
        "revised/PRC",
        "anchored/low",
        "anchored/middle",
        "anchored/high",
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


def test_positions_are_those_of_the_instrument_and_unique_within_a_page() -> None:
    positions = {question.key: question.position for question in all_questions(WELCH)}

    for page in everything("en"):
        on_page = [question.position for question in page.questions]
        assert on_page == [positions[question.key] for question in page.questions]
        assert len(set(on_page)) == len(on_page)


def test_side_order_orders_targets_and_perceivers() -> None:
    order = ["USA", "JPN", "USA", "XXX"]

    own = questionnaire.pages(WELCH, "participant", "ROK", "en", order)
    panel = questionnaire.pages(WELCH, "assessor", "ROK", "en", order)

    assert [page.target for page in own] == ["USA", "JPN", "PRC"]
    assert [page.number for page in own] == [1, 2, 3]
    assert [(page.perceiver, page.target) for page in panel][:4] == [
        ("USA", "JPN"),
        ("USA", "PRC"),
        ("USA", "ROK"),
        ("JPN", "USA"),
    ]


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
        asked(WELCH, seat, side, modules)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_that_the_instrument_does_not_word_is_refused(module: str) -> None:
    lenses = {name: lens for name, lens in WELCH.lenses.items() if name != module}
    without: Document = replace(
        WELCH,
        lenses=lenses,
        impression=None if module == "impression" else WELCH.impression,
        vignettes=None if module == "vignettes" else WELCH.vignettes,
    )

    assert questionnaire.modules_of(WELCH) == MODULES
    assert questionnaire.modules_of(without) == tuple(m for m in MODULES if m != module)
    for seat in SEATS:
        assert asked(without, seat, "JPN") == asked(WELCH, seat, "JPN")
        with pytest.raises(ValueError, match=f"no words .* {module!r}"):
            asked(without, seat, "JPN", {module})


def test_a_target_only_party_is_asked_about_and_takes_no_seat() -> None:
    content = {**WELCH.content, "parties": [dict(party) for party in WELCH.content["parties"]]}
    content["parties"][2]["target_only"] = True
    content["threats"] = []
    document: Document = reading.from_content(content)

    assert [page.target for page in questionnaire.pages(document, "participant", "PRC", "en")] == [
        "JPN",
        "ROK",
        "USA",
    ]
    assert len(questionnaire.pages(document, "assessor", "PRC", "en")) == 9
    with pytest.raises(ValueError, match="ROK"):
        questionnaire.pages(document, "participant", "ROK", "en")


def test_the_dprk_can_be_asked_about() -> None:
    document = with_dprk()

    pages = questionnaire.pages(document, "participant", "JPN", "en", modules=MODULES)
    panel = questionnaire.pages(document, "assessor", "JPN", "en", modules=MODULES)

    assert len(questions(document)) == 91 + 4 * 6
    assert [page.lens for page in panel] == ["assessed"] * 16 + ["anchored"]
    assert len({(page.perceiver, page.target) for page in panel[:16]}) == 16
    assert Counter(page.lens for page in pages) == {
        "first": 1,
        "perceived": 4,
        "revised": 1,
        "predicted": 3,
        "avowed": 3,
        "anchored": 1,
    }
    assert "PRK" not in {page.perceiver for page in [*pages, *panel]}
    assert pages[4].title == "Concerns with regard to the DPRK"
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
        asked(document, "participant", "PRK", MODULES)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("lens", ["first", "revised"])
def test_the_answers_to_an_impression_are_stored_by_their_place(side: str, lens: str) -> None:
    (page,) = through(lens, side)
    others = [code for code in SIDES if code != side]

    assert [(mark.key, mark.value) for mark in page.marks] == [
        *((code, value) for value, code in enumerate(others)),
        ("else", 3),
        ("cannot_determine", -1),
        ("prefer_not_to_say", -2),
    ]
    published = answers_of(WELCH, "impression", side)
    assert published == ("skipped", "prefer_not_to_say", "cannot_determine", *others, "else")
    assert [published[mark.value + 3] for mark in page.marks] == [m.key for m in page.marks]


def test_the_side_order_moves_the_answers_to_an_impression_and_not_what_is_stored() -> None:
    order = ["USA", "JPN"]
    (page, *_) = questionnaire.pages(WELCH, "participant", "ROK", "en", order, ["impression"])

    assert [(mark.key, mark.value) for mark in page.marks][:4] == [
        ("USA", 2),
        ("JPN", 1),
        ("PRC", 0),
        ("else", 3),
    ]


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_vignettes_are_the_same_for_everybody_and_about_nobody(language: str) -> None:
    found = [page for page in everything(language) if page.kind == "vignettes"]
    parties = questionnaire.labels(WELCH, language)

    assert len(found) == 8
    assert len({str(replace(page, number=1)) for page in found}) == 1
    shown = " ".join(words(found[0]))
    assert [name for name in parties.parties.values() if name in shown] == []
    assert [question.key for question in found[0].questions] == ["low", "middle", "high"]


def test_a_vignette_is_asked_as_the_military_concern_is() -> None:
    (vignettes,), (perceived, *_) = through("anchored"), through("perceived")

    first = vignettes.questions[0]
    assert first.question == f"{first.item} " + perceived.questions[0].question.replace(
        "Japan's", "Side A's"
    ).replace("China's", "Side B's")
    assert first.item.startswith("Sides A and B lie far apart.")
    assert (first.referent, first.referent_line, first.kind) == ("", "", "vignette")
    assert vignettes.marks == perceived.marks
    assert vignettes.extras == ()
    assert vignettes.title == "Three invented situations"


def test_the_english_words_of_a_concern() -> None:
    page = questionnaire.pages(WELCH, "participant", "USA", "en")[0]
    first = page.questions[0]

    assert page.title == "Concerns with regard to the PRC"
    assert page.stem == (
        "In your professional judgement, how serious a concern is each matter below over the next "
        "five years, taking likelihood and consequences together?"
    )
    assert first.item == "China's possible use of its military capabilities"
    assert first.referent == "the United States' physical security"
    assert first.referent_line == "As a concern for the United States' physical security"
    assert first.question == (
        "In your professional judgement, how serious a concern for the United States' physical "
        "security over the next five years is China's possible use of its military capabilities, "
        "taking likelihood and consequences together?"
    )


def test_the_english_words_of_a_threat_assessed() -> None:
    page = questionnaire.pages(WELCH, "assessor", "PRC", "en")[1]

    assert page.title == "Concerns for the PRC with regard to the ROK"
    assert page.guidance is not None
    assert page.guidance.startswith("Please judge on the common evidence file")
    assert page.questions[-1].question == (
        "On the evidence supplied, how serious a concern for China's freedom of action does use of "
        "the ROK–US alliance to constrain China warrant over the next five years, taking "
        "likelihood and consequences together?"
    )


def test_the_english_words_of_a_prediction() -> None:
    page = through("predicted", "USA")[1]
    first = page.questions[0]

    assert (
        page.title == "Your estimate: what participants from Japan answered with regard to the USA"
    )
    assert page.stem == (
        "Participants from Japan were asked how serious a concern each matter below is for Japan "
        "over the next five years. For each, which answer was probably the most common?"
    )
    assert first.item == "the United States' possible use of its military capabilities"
    assert first.referent_line == "As a concern for Japan's physical security"
    assert first.question == (
        "Participants from Japan were asked this. Which answer was probably the most common?"
    )


def test_the_english_words_of_an_avowal() -> None:
    page = through("avowed")[0]

    assert page.title == "Your own judgement: concerns for the PRC with regard to Japan"
    assert page.stem == (
        "Knowing your own side, how serious a concern should each matter below be for the PRC over "
        "the next five years, taking likelihood and consequences together?"
    )
    assert page.questions[0].referent_line == "As a concern for China's physical security"
    assert page.questions[0].question == (
        "Knowing your own side, how serious a concern should this be for the PRC?"
    )


def test_no_word_of_an_avowal_is_on_screen() -> None:
    shown = " ".join(word for page in everything("en") for word in words(page))

    assert not re.search("avow|admit|confess|threat", shown, re.IGNORECASE)


@pytest.mark.parametrize("lens", ["predicted", "avowed"])
def test_other_lenses_ask_of_the_perceiver_s_very_questions(lens: str) -> None:
    for page in through(lens, "ROK"):
        (own,) = (p for p in through("perceived", page.perceiver) if p.target == "ROK")
        told = [(q.key, q.item, q.referent, q.referent_line) for q in page.questions]
        assert told == [(q.key, q.item, q.referent, q.referent_line) for q in own.questions]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_one_participant_have_different_titles(language: str) -> None:
    titles = [
        page.title
        for page in questionnaire.pages(WELCH, "participant", "JPN", language, modules=MODULES)
    ]

    assert len(set(titles)) == len(titles)


def test_a_concern_has_the_same_words_for_every_dyad() -> None:
    """Put the sides' names back into their places: one wording is left of each concern."""
    forms = {code: WELCH.party(code).possessive.read("en") for code in SIDES}
    for concern in WELCH.concerns:
        wordings = set()
        for page in questionnaire.pages(WELCH, "assessor", "PRC", "en"):
            (asked,) = (q for q in page.questions if q.key.endswith(f":{concern.key}"))
            both = f"{asked.item} / {asked.referent}".replace(forms[page.perceiver], "P")
            wordings.add(both.replace(forms[page.target], "T"))
        assert len(wordings) == 1


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

    assert [(mark.key, mark.label, mark.value, mark.steps) for mark in page.marks] == [
        ("serious", "Serious", 3, 3),
        ("moderate", "Moderate", 2, 2),
        ("low", "Low", 1, 1),
        ("none", "Not a concern", 0, 0),
        ("cannot_determine", "Cannot be determined", -1, None),
        ("prefer_not_to_say", "Prefer not to say", -2, None),
    ]
    published = answers_of(WELCH, "concern", "JPN")
    assert [published[mark.value + 3] for mark in page.marks] == [m.key for m in page.marks]


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


def test_a_language_that_is_not_there_gives_the_source_language() -> None:
    wanted = questionnaire.pages(WELCH, "participant", "JPN", "en")

    assert questionnaire.pages(WELCH, "participant", "JPN", "fr") == wanted
    assert questionnaire.pages(WELCH, "participant", "JPN", "") == wanted


@pytest.mark.parametrize("tag", ["zh-hans", "zh_Hans", "ZH-HANS"])
def test_a_language_tag_may_be_written_in_any_case(tag: str) -> None:
    (page, *_) = questionnaire.pages(WELCH, "participant", "JPN", tag)

    assert page.language == "zh-Hans"
    assert page.title == "与中国有关的关切"


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_name_everything_in_results(language: str) -> None:
    labels = questionnaire.labels(WELCH, language)

    assert labels.language == language
    assert set(labels.parties) == set(labels.sides) == set(labels.participants) == set(SIDES)
    assert list(labels.concerns) == [concern.key for concern in WELCH.concerns]
    assert list(labels.domains) == list(labels.concerns)[:5]
    assert len(labels.marks) == 6
    assert list(labels.questions) == [question.key for question in questions(WELCH)]
    assert all(question.item and question.referent for question in labels.questions.values())
    assert list(labels.impressions) == list(SIDES)
    assert list(labels.options) == [*SIDES, "else"]
    assert list(labels.vignettes) == ["low", "middle", "high"]
    (first,), (anchored,) = (
        through("first", language=language),
        through("anchored", "JPN", language),
    )
    assert labels.impressions["JPN"] == first.stem
    assert [labels.options[mark.key] for mark in first.marks[:4]] == [
        mark.label for mark in first.marks[:4]
    ]
    assert list(labels.vignettes.values()) == [question.item for question in anchored.questions]


def test_labels_of_an_instrument_without_impression_and_vignettes() -> None:
    labels = questionnaire.labels(replace(WELCH, impression=None, vignettes=None), "en")

    assert (labels.impressions, labels.options, labels.vignettes) == ({}, {}, {})


def test_labels_quote_the_table_for_threats_only() -> None:
    labels = questionnaire.labels(WELCH, "en")

    threat = labels.questions["USA>PRC:revisionism"]
    assert threat.quotation is not None
    assert (threat.quotation.label, threat.quotation.mark) == ("Revisionism", "serious")
    assert threat.item == "China changing regional rules without others' agreement"
    assert threat.referent == "regional rules"
    assert threat.domain == "political"
    assert labels.questions["USA>PRC:political"].quotation is None
    assert labels.questions["USA>PRC:unintended-clash"].domain is None
    assert labels.parties == {"PRC": "PRC", "JPN": "Japan", "ROK": "ROK", "USA": "USA"}
    assert labels.participants["PRC"] == "participants from the PRC"
    assert labels.domains["societal"] == "Societal"


def test_the_trap_of_revisionism_is_not_walked_into() -> None:
    shown = [
        word for language in LANGUAGES for page in everything(language) for word in words(page)
    ]

    assert not any(
        re.search("修正主|수정주의|自信|軍国主義|军国主义|군국주의", word) for word in shown
    )
