"""Exceptions as they may be reported: where in the program, of which kind, and nothing else.

An event is made of nothing but what is named here, in the form that Sentry and its like read. It
has no text of an exception, no value of a variable, no address, header or person, and no time.
"""

from traceback import walk_tb
from types import TracebackType
from typing import Any

from analytics import SOFTWARE

Event = dict[str, Any]
OURS = ("cs2survey", "simulation", "analytics", "surveys")
MOST_CAUSES = 5


def event_of(problem: BaseException, process: str) -> Event:
    """Return the event of an exception, with those that led to it, in this kind of process."""
    causes = [problem]
    while len(causes) < MOST_CAUSES and (cause := _cause(causes[-1])) is not None:
        causes.append(cause)
    return {
        "platform": "python",
        "level": "error",
        "release": "{name}@{version}".format(**SOFTWARE),
        "tags": {"process": process},
        "exception": {"values": [_exception(cause) for cause in reversed(causes)]},
    }


def _cause(problem: BaseException) -> BaseException | None:
    return problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)


def _exception(problem: BaseException) -> Event:
    kind = type(problem)
    return {
        "type": kind.__qualname__,
        "module": kind.__module__,
        "stacktrace": {"frames": _frames(problem.__traceback__)},
    }


def _frames(traceback: TracebackType | None) -> list[Event]:
    """Return the places in this program, the outermost first; those of libraries are left out."""
    places = ((str(f.f_globals.get("__name__")), f, line) for f, line in walk_tb(traceback))
    return [
        {"module": module, "function": frame.f_code.co_name, "lineno": line, "in_app": True}
        for module, frame, line in places
        if module.partition(".")[0] in OURS
    ]
