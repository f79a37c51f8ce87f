"""What a worker does every two minutes so that neither files nor logs keep what is over.

Always at the same intervals, whether anything happened or not: when it is done says nothing of who
began, saved or withdrew in between.
"""

from surveys import placing
from surveys.scrubbing import mark_order_due, scrub_what_is_due
from surveys.write_ahead_log import remove_log


def tidy() -> None:
    """Mix the envelopes of open rounds, scrub what is due, and remove the write-ahead logs."""
    for round in placing.rounds_to_mix():
        # Before anything is mixed, so that a worker that dies meanwhile leaves the mark.
        mark_order_due()
        placing.mix(round)
    scrub_what_is_due()
    for database in ("default", "identity"):
        remove_log(database)
