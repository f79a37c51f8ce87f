"""All models, for Django to find. Code imports them from their own modules."""

from surveys.models import (
    audit,
    instrument,
    invitation,
    job,
    mail,
    own_concern,
    response,
    round,
    scrub_due,
    shown_counts,
    staff,
    study,
    trial,
)

__all__ = [
    "audit",
    "instrument",
    "invitation",
    "job",
    "mail",
    "own_concern",
    "response",
    "round",
    "scrub_due",
    "shown_counts",
    "staff",
    "study",
    "trial",
]
