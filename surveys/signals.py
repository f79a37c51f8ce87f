"""What the elicitation tells the rest of the house, without knowing who listens."""

from django.dispatch import Signal

# Sent with round=Round inside the opening transaction, before the round is saved: a listener may
# set `round.thresholds`, which stay as they are from then on.
round_opening = Signal()
# Sent with round=Round inside the closing transaction, so that what listeners write is committed
# together with the opened responses or not at all.
round_closed = Signal()
