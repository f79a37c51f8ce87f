"""All models, for Django to find. Code imports them from their own modules."""

from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.instrument import Instrument, Question
from surveys.models.invitation import Invitation
from surveys.models.job import Job, Pulse
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole, User
from surveys.models.study import Study

__all__ = [
    "AnswerAudit",
    "ApiToken",
    "Envelope",
    "IdentityAudit",
    "Instrument",
    "Invitation",
    "Job",
    "Pulse",
    "Question",
    "Rating",
    "Response",
    "Round",
    "Study",
    "StudyRole",
    "User",
]
