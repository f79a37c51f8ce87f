"""A round is filled with envelopes that are opened like any others."""

from collections import Counter

from simulation import large_round
from surveys import facilitating
from surveys.closing_chunks import opener_of
from surveys.models.response import Envelope
from tests import factories


def test_people_of_each_side_by_turns_and_a_panel_seal_what_the_round_asks(study, monkeypatch):
    monkeypatch.setattr(large_round, "DISTINCT", 1)
    monkeypatch.setattr(large_round, "TOGETHER", 4)
    modules = list(large_round.MODULES)
    round = factories.make_round(
        study, modules=modules, simulated=True, asks_threats=False, publishes_records=True
    )
    large_round.fill(round, people=9, seed=1, assessors_a_side=1)
    participants = {("participant", side): 2 for side in ("PRC", "JPN", "ROK", "USA")}
    panel = {("assessor", side): 1 for side in ("PRC", "JPN", "ROK", "USA")}
    counted = facilitating.submitted(round)
    assert counted == Counter(participants | panel) + Counter({counted.most_common(1)[0][0]: 1})
    opener = opener_of(round)
    contents = [opener.read(envelope) for envelope in Envelope.objects.all()]
    assert None not in contents
    asked = {len(content["answers"]) for content in contents if content["seat"] == "participant"}
    # One of the questions about oneself depends on the answer to another.
    assert max(asked) == 18 + 3
