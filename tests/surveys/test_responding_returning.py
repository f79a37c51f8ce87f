"""Finding the way back."""

import pytest

from surveys import responding, sealing
from tests import factories
from tests.surveys.holders import put_in


def test_a_code_finds_its_own_envelope_only(study, open_round):
    holder = factories.begin(open_round)
    factories.begin(open_round)
    assert responding.holder_by_code(code=holder.code).envelope == holder.envelope
    assert responding.holder_by_code(code=holder.code, round_id=str(open_round.pk)) is not None
    other = factories.make_round(study)
    assert responding.holder_by_code(code=holder.code, round_id=str(other.pk)) is None
    assert responding.holder_by_code(code=sealing.new_code()) is None


@pytest.mark.parametrize(("state", "envelopes"), [("open", 1), ("closing", 1), ("closed", 0)])
def test_a_code_is_found_until_the_round_is_closed(open_round, state, envelopes):
    holder = factories.begin(open_round)
    put_in(open_round, state)
    assert (responding.holder_by_code(code=holder.code) is not None) == bool(envelopes)
