"""A round on its way to being closed, and all that closing may touch."""

from surveys import facilitating, jobs
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from tests.factories import no_scrubbing

KEY, OTHER = "PRC>JPN:military", "PRC>USA:military"


def request(round: Round, **more) -> Job:
    return facilitating.request_closing(round=round, by="ada", **more)


def work(job: Job) -> Job:
    """Let a worker do this one job, and nothing that follows from it."""
    with no_scrubbing():
        jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def closed(round: Round) -> Round:
    job = work(request(round))
    assert job.state == "done", job.error
    round.refresh_from_db()
    return round


def acts() -> list[str]:
    return list(AnswerAudit.objects.values_list("act", flat=True))


def marks_of(response: Response) -> dict[str, int]:
    return dict(response.ratings.values_list("question__key", "mark"))


def everything() -> dict[str, list]:
    """All that closing may touch."""
    return {
        "rounds": list(map(plain, Round.objects.values())),
        "envelopes": sorted(map(str, map(plain, Envelope.objects.values()))),
        "responses": Response.objects.count(),
        "ratings": Rating.objects.count(),
        "acts": acts(),
    }


def plain(row: dict) -> dict:
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}
