"""What simulated answers rest on: the further fear runs beyond the panel, the less on evidence."""

import math
from collections.abc import Sequence

from analytics.release.grounds import BATTERY as GROUNDS
from analytics.release.grounds import OBSERVED

__all__ = ["GROUNDS", "ground_weights"]

# So many levels beyond the panel, half rest their answers on what the other side has, does or says.
EVEN_AT = 0.5
STEEPNESS = 6.0
# Of the other grounds a recent event and a pattern are named most; of any other key 1.
WEIGHTS = {"event": 3.0, "pattern": 2.0}


def ground_weights(answers: Sequence[str], fear_beyond_panel: float) -> list[float]:
    """Return how common each ground is, given by how many levels fear runs beyond the panel."""
    share_of_others = 1 / (1 + math.exp(-STEEPNESS * (fear_beyond_panel - EVEN_AT)))
    own = [WEIGHTS.get(answer, 1.0) for answer in answers]
    sums = {
        observed: sum(w for a, w in zip(answers, own, strict=True) if (a in OBSERVED) == observed)
        for observed in (True, False)
    }
    shares = {True: 1 - share_of_others, False: share_of_others}
    return [
        shares[answer in OBSERVED] * weight / sums[answer in OBSERVED]
        for answer, weight in zip(answers, own, strict=True)
    ]
