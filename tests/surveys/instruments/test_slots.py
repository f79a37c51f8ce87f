import re

import pytest

from surveys.instruments.builder import from_content
from surveys.instruments.errors import InstrumentError
from surveys.instruments.parser import parse
from surveys.instruments.slots import Slot, slots
from tests.factories import welch
from tests.surveys.instruments.small import SMALL
from tests.surveys.written import SLOTS

MODULES = ("own_concerns",)


def test_three_places_for_each_other_party_in_order():
    assert tuple(slot.name for slot in slots(welch(), "participant", "PRC", MODULES)) == SLOTS
    assert slots(welch(), "participant", "USA", MODULES)[3] == Slot("JPN", 1)


def test_only_participants_of_a_round_that_asks_have_any():
    assert slots(welch(), "assessor", "PRC", MODULES) == ()
    assert slots(welch(), "participant", "PRC") == ()
    without = {key: value for key, value in welch().content.items() if key != "own_concerns"}
    with pytest.raises(ValueError, match="own_concerns"):
        slots(from_content(without), "participant", "PRC", MODULES)


def test_the_file_says_how_many():
    content = {**welch().content, "own_concerns": {**welch().content["own_concerns"], "most": 1}}
    places = slots(from_content(content), "participant", "PRC", MODULES)
    assert [slot.name for slot in places] == ["JPN/1", "ROK/1", "USA/1"]


# --- The file ------------------------------------------------------------------------------------

# The small questionnaire has three parties: two others for each side.
OWN = """\
own_concerns:
  title: {en: {source: "Own"}, ko: {draft: "직접"}}
  question: {en: {source: "{target} for {perceiver}?"}, ko: {draft: "{target} {perceiver}에?"}}
"""


def test_a_file_may_leave_the_number_out():
    assert parse(SMALL + OWN, "small.yaml").own_concerns.most == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("  most: 0\n", "own_concerns.most: is 0; expected how many concerns"),
        ("  most: 6\n", "own_concerns.most: is 6; expected how many concerns"),
        ('  stem: "x"\n', "own_concerns.stem: is not a field here"),
    ],
)
def test_a_fault_is_named(change, message):
    with pytest.raises(InstrumentError, match=re.escape(message)):
        parse(SMALL + OWN + change, "small.yaml")


def test_more_texts_than_an_envelope_has_room_for_are_refused(monkeypatch):
    monkeypatch.setattr("surveys.instruments.validation.MOST_TEXTS", 5)
    with pytest.raises(InstrumentError, match="allows 6 texts of one respondent, 3 about each"):
        parse(SMALL + OWN, "small.yaml")
    assert parse(SMALL + OWN + "  most: 2\n", "small.yaml").own_concerns.most == 2
