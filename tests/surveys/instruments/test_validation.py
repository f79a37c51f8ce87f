import pytest

from surveys.instruments.errors import InstrumentError
from surveys.instruments.parser import parse
from tests.surveys.instruments.small import SMALL, assert_named

# Each fault alone: what is replaced, by what, the line, the field, and a part of the message.
FAULTS = [
    (', ko: {draft: "미사일"}', "", 41, "threats[missiles].item", "has no text in ko; add it"),
    ('ko: {draft: "미사일"}', 'ko: {draft: "가"}, no: {draft: "raketter"}', 41,
     "threats[missiles].item.no", "is not one of the languages"),
    ('ko: {draft: "미사일"}', 'ko: {source: "미사일"}', 41, "threats[missiles].item.ko",
     "source is for en"),
    ('en: {source: "missiles"}', 'en: {draft: "missiles"}', 41, "threats[missiles].item.en",
     "source is for en"),
    ("key: clash", "key: military", 31, "concerns[military].key", "'military' is used before"),
    ("perceiver: JPN", "perceiver: CAN", 38, "threats[missiles].perceiver", "is no party"),
    ("target: PRK", "target: CAN", 39, "threats[missiles].target", "is no party of this file"),
    ("target: PRK", "target: JPN", 39, "threats[missiles].target", "is the perceiver too"),
    ("perceiver: JPN\n    target: PRK", "perceiver: PRK\n    target: JPN", 38,
     "threats[missiles].perceiver", "is target_only and rates nothing"),
    ("target: PRK\n    domain: military\n    item: {en: {source: \"missiles\"",
     "target: ROK\n    domain: military\n    item: {en: {source: \"{item}\"", 41,
     "threats[missiles].item.en", "unknown placeholder {item}; known here: none"),
    ("key: portrayals\n    perceiver: JPN\n    target: ROK",
     "key: missiles\n    perceiver: JPN\n    target: PRK", 44, "threats[missiles].key",
     "'missiles' is used before in JPN>PRK"),
    ("key: portrayals", "key: clash", 44, "threats[clash].key", "is the key of a concern"),
    ('"{target}의 병력"', '"{targt}의 병력"', 29, "concerns[military].item.ko", "{targt}"),
    ('"{target}의 병력"', '"{target!r}의 병력"', 29, "concerns[military].item.ko", "{target!r}"),
    ('"{target}의 병력"', '"{target:9}의 병력"', 29, "concerns[military].item.ko", "{target:9}"),
    ('"{target}의 병력"', '"{target.x}의 병력"', 29, "concerns[military].item.ko", "{target.x}"),
    ('"{target}의 병력"', '"{target}의 {병력"', 29, "concerns[military].item.ko", "a stray brace"),
    ('"{target}의 병력"', '"{{target}}의"', 29, "concerns[military].item.ko", "a stray brace"),
    ('"{target}의 병력"', '"병력"', 29, "concerns[military].item.ko", "what they name: target"),
    ('"{target}의 병력"', '"{target}과 병력"', 29, "concerns[military].item.ko", "two forms"),
    ('"{referent}에 대해"', '"{item}에 대해"', 55, "lenses.perceived.referent_line.ko", "{item}"),
    ('"{target} 관련"', '"{item} 관련"', 52, "lenses.perceived.title.ko", "placeholder {item}"),
    # impression and vignettes
    ("Which for {perceiver}?", "Which for {target}?", 82, "impression.question.en",
     "unknown placeholder {target}; known here: {perceiver}, {perceiver_participants}"),
    ('"{perceiver}에 무엇이?"', '"무엇이?"', 82, "impression.question.ko", "name: perceiver"),
    ('"{perceiver}에 무엇이?"', '"{perceiver}이?"', 82, "impression.question.ko", "two forms"),
    ('source: "To begin"', 'source: "{perceiver}"', 83, "impression.first.title.en",
     "unknown placeholder {perceiver}; known here: none"),
    (', ko: {draft: "지금의 생각대로."}', "", 86, "impression.revised.guidance", "no text in ko"),
    ('"{item} How serious?"', '"{perceiver} {item}"', 91, "vignettes.question.en", "{perceiver}"),
    ('"{item} 얼마나?"', '"얼마나?"', 91, "vignettes.question.ko", "what they name: item"),
    ('"각 상황은?"', '"{item} 각 상황은?"', 92, "vignettes.stem.ko", "unknown placeholder {item}"),
    ("    - key: low\n", "    - key: high\n", 96, "vignettes.situations[high].key",
     "'high' is used before; give each of the situations its own key"),
    ("A attacks B.", "A attacks {target}.", 97, "vignettes.situations[high].text.en", "{target}"),
    ("A attacks B.", "The ROK attacks B.", 97, "vignettes.situations[high].text.en",
     "names 'ROK'; a situation is invented"),
    ("A가 B를", "북한이 B를", 97, "vignettes.situations[high].text.ko", "names '북한'"),
    # whether something has changed
    ("Has {target} changed?", "Has {item} changed?", 101, "trend.question.en",
     "unknown placeholder {item}; known here: {perceiver}, "),
    ('"{target} 측은?"', '"{target}은?"', 101, "trend.question.ko", "two forms"),
    ("Another for {perceiver}?", "Another for {target}?", 108, "reflection.question.en",
     "unknown placeholder {target}; known here: {perceiver}, "),
    ("key: portrayals", "key: trend", 44, "threats[trend].key", "a question of every dyad"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "where", "message"), FAULTS)
def test_each_fault_alone_is_named_with_its_line(
    old: str, new: str, line: int, where: str, message: str
) -> None:
    assert_named(old, new, line, where, message)


def test_a_change_is_not_asked_beside_a_single_concern() -> None:
    second = SMALL[SMALL.index("  - key: clash") : SMALL.index("threats:")]

    with pytest.raises(InstrumentError) as caught:
        parse(SMALL.replace(second, ""), "small.yaml")

    (problem,) = caught.value.problems
    assert problem.startswith("small.yaml:93: trend: is asked beside a single concern: ")
    assert problem.endswith("ask at least two concerns, or leave it out")


def test_a_party_code_given_twice_is_refused() -> None:
    broken = SMALL.replace("code: PRK", "code: ROK").replace("target: PRK", "target: ROK")

    with pytest.raises(InstrumentError) as caught:
        parse(broken, "small.yaml")

    assert caught.value.problems == (
        "small.yaml:19: parties[ROK].code: 'ROK' is used before; give each of the parties its own "
        "code",
    )


def test_parties_that_are_all_target_only_are_refused() -> None:
    broken = SMALL.replace("code: JPN", "code: JPN\n    target_only: true")
    broken = broken.replace("code: ROK", "code: ROK\n    target_only: true")

    with pytest.raises(InstrumentError, match=r"small.yaml:8: parties: are all target_only"):
        parse(broken, "small.yaml")
