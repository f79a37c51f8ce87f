"""The state of a round, held until the transaction ends, so that nothing arrives after closing."""

import uuid

from surveys.models.round import Round
from surveys.prepared import Prepared

SHARED = Prepared(
    lambda key: Round.objects.filter(pk=key).values_list("state"), uuid.UUID(int=0), shared=True
)


def state_locked(round: Round) -> str:
    """Return the state; whoever locks or shares the round as well waits for this transaction."""
    rows = Round.objects.select_for_update().values_list("state", flat=True)
    return str(rows.get(pk=round.pk))


def state_shared(round: Round) -> str:
    """Return the state; others may share it at the same time, whoever locks the round waits."""
    row = SHARED.row(round.pk)
    if row is None:
        raise Round.DoesNotExist
    return str(row[0])
