"""What Celery beat has a worker do, and how often."""

from typing import Any

# As `surveys.worker_life`, which cannot be imported where settings are read.
SWEEP = "surveys.sweep"


def beat_schedule(sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """Return the schedule, with so many seconds between two looks for jobs that were lost.

    What waited in a queue while no worker ran is worth nothing any more, and expires.
    """
    return {
        "sweep": _every(sweep_seconds, SWEEP, expires=sweep_seconds * 2),
        # Closes rounds whose hour has come: participants see until when, to the minute.
        "close": _every(10, "surveys.close_due"),
        # Participants are told that what they withdraw has left the files within minutes.
        "tidy": _every(120, "surveys.tidy"),
        # A job of mail sends what may be sent in a minute; after a failure it is tried sooner.
        "mail": _every(30, "surveys.mail"),
        # What an act that was committed in the moment of a crash left undone.
        "anchor": _every(60, "surveys.anchor_audit"),
        # Each day's mail, however late in the day the worker comes.
        "mail_anchors": _every(3600, "surveys.mail_anchors"),
        # Often enough that a worker that was away at night is made up for.
        "purge": _every(3600, "surveys.purge"),
    }


def _every(seconds: int, task: str, expires: int | None = None) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": expires or seconds}}
