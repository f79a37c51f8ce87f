"""Signals of the elicitation, which imports none of their receivers."""

from django.dispatch import Signal

# Sent with round=Round inside the opening transaction, before the round is saved: a receiver may
# set `round.thresholds` and `round.last_results`, which never change afterwards.
round_opening = Signal()
# Sent with round=Round inside the closing transaction: what receivers write is committed together
# with the opened responses or not at all.
round_closed = Signal()
# Sent with problem=Exception when a job broke in a way that nobody had thought of.
job_broke = Signal()
