"""Whether answers are counted, asked with a return code once their round takes no more."""

import pytest

from surveys import facilitating, outcomes, purging, responding, sealing, withdrawing
from surveys.envelope_contents import Answer
from surveys.models.response import Envelope
from surveys.outcomes import Outcome
from tests import factories
from tests.surveys.holders import KEY


@pytest.fixture
def codes(open_round) -> dict[str, str]:
    """Somebody who sent, who sent and saved a new draft, who only saved, only began, withdrew."""
    codes = {name: factories.respond(open_round) for name in ("sent", "anew", "withdrawn")}
    anew = responding.holder_by_code(code=codes["anew"])
    responding.start_again(holder=anew)
    withdrawing.withdraw(code=codes["withdrawn"])
    saved = factories.begin(open_round)
    responding.save_answers(holder=saved, answers={KEY: Answer(3)})
    begun = factories.begin(open_round)
    return codes | {"saved": saved.code, "begun": begun.code, "unknown": sealing.new_code()}


EXPECTED = {
    "sent": Outcome.COUNTED,
    "anew": Outcome.COUNTED,
    "withdrawn": Outcome.NOT_COUNTED,
    "saved": Outcome.NOT_COUNTED,
    "begun": Outcome.NOT_COUNTED,
    "unknown": Outcome.NOT_COUNTED,
}


def outcomes_of(codes, round):
    return {name: outcomes.outcome_of(code, round) for name, code in codes.items()}


def test_while_a_round_is_being_closed_and_afterwards_the_answer_is_the_same(codes, open_round):
    facilitating.request_closing(round=open_round, by="test")
    assert outcomes_of(codes, open_round) == EXPECTED
    factories.run_jobs()
    open_round.refresh_from_db()
    assert open_round.state == "closed"
    assert outcomes_of(codes, open_round) == EXPECTED


def test_an_envelope_that_was_set_aside_is_not_counted(codes, open_round):
    facilitating.request_closing(round=open_round, by="test")
    Envelope.objects.filter(sealed__isnull=False).update(set_aside=True)
    assert outcomes.outcome_of(codes["sent"], open_round) == Outcome.NOT_COUNTED


def test_once_the_answers_are_destroyed_nothing_is_known_of_any_code(codes, open_round):
    factories.close(open_round)
    purging.purge(round=open_round, by="test")
    assert set(outcomes_of(codes, open_round).values()) == {Outcome.UNKNOWN}


def test_a_code_counts_in_its_own_round_only(codes, open_round, study):
    other = factories.make_round(study)
    factories.close(open_round)
    factories.close(other)
    assert outcomes.outcome_of(codes["sent"], other) == Outcome.NOT_COUNTED
    assert outcomes.closed_round_that_counts(codes["sent"]) == open_round
    for name in ("withdrawn", "saved", "begun", "unknown"):
        assert outcomes.closed_round_that_counts(codes[name]) is None


def test_an_open_round_has_no_outcome_yet(codes):
    assert outcomes.closed_round_that_counts(codes["sent"]) is None
