"""How long a round takes, as it stands beside its modules and in its tables."""

from dataclasses import replace

import pytest
from django.utils import translation

from surveys.instruments.sequence import DEFAULT_MODULES, available_modules
from surveys.round_length import NotedBoxes, length_context, module_notes
from tests.factories import welch


def test_each_module_says_what_it_adds_for_each_seat():
    notes = module_notes(welch(), DEFAULT_MODULES)
    assert notes["vignettes"] == (
        "A participant: marks 3, taps 3, pages 1, minutes 0.3–0.5. "
        "An assessor: marks 3, taps 3, pages 1, minutes 0.3–0.5."
    )
    assert notes["avowed"].startswith("A participant: marks 18, taps 18, pages 1, minutes 1.8–3.2.")
    assert "assessor" not in notes["avowed"]
    assert notes["own_concerns"] == "A participant: texts 9, pages 1, minutes 4.5–13.5."


def test_a_table_a_seat_with_what_is_asked_and_all_of_it():
    participant, assessor = length_context(welch(), DEFAULT_MODULES)["length_tables"]
    assert [row["marks"] for row in participant["rows"]] == [18, 2, 18, 3, 10]
    assert (participant["total"]["marks"], participant["total"]["minutes"]) == (51, "5.4–9.5")
    assert [row["marks"] for row in assessor["rows"]] == [72, 3, 19]


@pytest.mark.parametrize(("more", "warned"), [([], False), (["avowed", "own_concerns"], True)])
def test_a_long_round_is_warned_of(more, warned):
    document = replace(welch(), threats=())
    warnings = length_context(document, [*DEFAULT_MODULES, *more])["length_warnings"]
    of_participants = [each for each in warnings if each.startswith("A participant")]
    assert bool(of_participants) == warned
    if warned:
        assert "needs 25 minutes" in of_participants[0]
        assert "more than the 15" in of_participants[0]


def test_numbers_are_written_as_the_language_does():
    with translation.override("ja"):
        rates = length_context(welch(), ())["length_rates"]
    assert "6.0–10.6" in rates


def test_a_box_is_described_by_its_note():
    boxes = NotedBoxes(choices=[("a", "A"), ("b", "B")])
    boxes.notes = {"a": "More."}
    noted, plain = (option for _, (option,), _ in boxes.optgroups("name", ["a"], {"id": "x"}))
    assert noted["note"] == "More."
    assert noted["attrs"]["aria-describedby"] == f"{noted['attrs']['id']}_note"
    assert "note" not in plain
    assert "aria-describedby" not in plain["attrs"]


def test_every_available_module_has_a_note_of_participants():
    everything = [key for key in available_modules(welch()) if key != "reflection"]
    assert set(module_notes(welch(), everything)) >= set(everything)
