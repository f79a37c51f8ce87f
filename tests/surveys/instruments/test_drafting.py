"""Threats drafted from what participants wrote, and what it takes to load them."""

import pytest
import yaml

from surveys.instruments.builder import from_content
from surveys.instruments.drafting import draft_threats
from surveys.instruments.errors import InstrumentError
from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import HERE, parse
from tests.factories import welch

SOURCE = (HERE / "welch2013.yaml").read_text("utf-8")
CONCERNS = [
    ("PRC", "JPN", "exercises near the coast: at night, {often}"),
    ("KOR", "USA", "한국어로 쓴 '우려' # 하나"),
]


@pytest.fixture
def drafted() -> str:
    return draft_threats(welch(), [CONCERNS[0], ("ROK", *CONCERNS[1][1:])])


def test_each_text_is_the_item_of_a_threat_with_places_for_every_language(drafted):
    first, second = yaml.safe_load(drafted)["threats"]
    empty = {"draft": ""}
    assert first == {
        "key": "own-1",
        "perceiver": "PRC",
        "target": "JPN",
        "domain": "",
        "item": {
            "en": {"source": "exercises near the coast: at night, (often)"},
            **dict.fromkeys(("zh-Hans", "ja", "ko"), empty),
        },
        "referent": {
            "en": {"source": ""},
            **dict.fromkeys(("zh-Hans", "ja", "ko"), empty),
        },
    }
    assert second["key"] == "own-2"
    assert second["item"]["en"] == {"source": CONCERNS[1][2]}


def whole(fragment: str) -> str:
    """The questionnaire as a next version, with the fragment's threats after its own."""
    threats = fragment[fragment.index("threats:\n") + len("threats:\n") :]
    indented = "".join(f"  {line}\n" for line in threats.splitlines())
    source = SOURCE.replace("\nversion: 4\n", "\nversion: 5\n")
    assert source != SOURCE
    return source.replace("\nlenses:\n", f"\n{indented}\nlenses:\n", 1)


def test_it_is_refused_line_by_line_until_all_is_filled_in(drafted):
    with pytest.raises(InstrumentError) as refused:
        parse(whole(drafted), "next.yaml")
    problems = "\n".join(refused.value.problems)
    assert len(refused.value.problems) == 2 * (1 + 3 + 4)
    assert "threats[own-1].domain: is empty; expected military, political" in problems
    assert "threats[own-2].referent.en.source: is empty; expected some words" in problems


@pytest.mark.django_db
def test_translated_it_is_loaded(drafted):
    filled = drafted.replace("domain: ''", "domain: military").replace(": ''\n", ": words\n")
    instrument = load_instrument(parse(whole(filled), "next.yaml"), by="test")
    threats = instrument.questions.filter(kind="threat", item__startswith="own-")
    assert list(threats.values_list("key", flat=True)) == ["PRC>JPN:own-1", "ROK>USA:own-2"]


def test_a_key_that_the_questionnaire_has_is_not_used_again():
    content = welch().content
    taken = [{**content["threats"][0], "key": "own-1"}]
    document = from_content({**content, "threats": taken})
    (threat,) = yaml.safe_load(draft_threats(document, [CONCERNS[0]]))["threats"]
    assert threat["key"] == "own-2"
