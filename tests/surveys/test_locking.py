"""The state that the database holds, not the one somebody read before."""

import pytest
from django.db import transaction

from surveys import locking
from surveys.models.round import Round
from tests import factories


@pytest.mark.parametrize("read", [locking.state_locked, locking.state_shared])
def test_the_state_is_read_afresh(open_round, read):
    other = factories.make_round(state="draft")
    Round.objects.filter(pk=open_round.pk).update(state="closing")
    with transaction.atomic():
        assert read(open_round) == "closing"
        assert read(other) == "draft"
    assert open_round.state == "open"
