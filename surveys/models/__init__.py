"""All models, for Django to find. Code imports them from their own modules."""

from surveys.models import (
    audit,
    instrument,
    invitation,
    job,
    mail,
    own_concern,
    pending_act,
    response,
    round,
    scrub_due,
    seminar,
    shown_counts,
    sign_in,
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
    "pending_act",
    "response",
    "round",
    "scrub_due",
    "seminar",
    "shown_counts",
    "sign_in",
    "staff",
    "study",
    "trial",
]
