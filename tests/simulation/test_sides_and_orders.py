"""What simulated people are made to say of sides and orders is what the results find."""

from collections import Counter

import pytest

from analytics.measures.order_zones import Standing
from analytics.measures.verdicts import Thresholds
from analytics.release.orders import order_predictions, order_rows, widest_orders
from analytics.release.self_images import self_images
from simulation.respondents import SimulatedRespondents
from simulation.sides_and_orders import ALLIES
from surveys.instruments.document import answers_of, stored_marks
from surveys.instruments.sequence import answer_names, split_name
from tests.analytics.made import block_row
from tests.factories import welch

PEOPLE = 12


@pytest.fixture(scope="module")
def blocks():
    """The blocks of one round of a dozen people a side."""
    document, found = welch(), []
    respondents = SimulatedRespondents(document, seed=20)
    for side in document.sides:
        names = answer_names(document, "participant", side, modules=["self-image", "orders"])
        counted = {name: Counter() for name in names}
        for _ in range(PEOPLE):
            for name, mark in respondents.marks("participant", side, names).items():
                counted[name][mark] += 1
        for name, marks in counted.items():
            lens, key = split_name(name, "participant")
            spec = document.question(key)
            if spec.kind == "battery":
                places = stored_marks(answers_of(document, spec.kind, side, spec.item))
                found.append(
                    block_row(
                        tuple(marks[mark] for mark in places),
                        lens=lens,
                        group=side,
                        item=spec.item,
                        item_kind=spec.kind,
                        perceiver=spec.perceiver,
                        target=spec.target,
                        domain="",
                    )
                )
    return found


def test_nobody_but_allies_shares_what_a_side_says_of_itself(blocks):
    rows = [r for r in self_images(blocks, Thresholds()) if r.item == "keeps-rules"]
    allied = {r.kind for r in rows if {r.speaker, r.about} in ALLIES}
    others = {r.kind for r in rows if {r.speaker, r.about} not in ALLIES}
    assert others == {"underestimation"}
    assert "overestimation" not in allied


def test_all_know_what_a_side_says_of_its_keeping_to_rules_and_of_nothing_else(blocks):
    kinds = Counter(
        (r.item == "keeps-rules", r.prediction) for r in self_images(blocks, Thresholds())
    )
    assert kinds[True, "underpredicted"] == kinds[True, "overpredicted"] == 0
    apart = kinds[False, "underpredicted"] + kinds[False, "overpredicted"]
    assert apart > 36 * 2 / 3


def test_one_order_is_acceptable_to_all_and_expected_by_none(blocks):
    rows = order_rows(blocks, Thresholds())
    assert widest_orders(rows).orders == ("shared-loose",)
    accepted = [row for row in rows if row.order == "shared-loose"]
    assert {row.standing for row in accepted} <= {Standing.CERTAIN, Standing.LIKELY}
    assert {r.standing for r in rows if r.order == "great-powers-close"} == {Standing.EXCLUDED}
    predicted = order_predictions(blocks, Thresholds())
    unexpected = [r.order for r in predicted if r.prediction == "underpredicted"]
    assert unexpected.count("shared-loose") > 12 * 2 / 3
    assert "great-powers-close" not in unexpected
