"""Gives out figures to take away: each is typeset once for all who read it alike.

A link opens them to people without an account, and a figure takes up to a second. So what was
drawn is kept in files that all processes of a machine share, and only one figure is drawn at a time
on it: whoever asks for another meanwhile is asked to come again.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

from analytics.web import figures
from analytics.web.access import Reader
from analytics.web.drawing import key_of
from analytics.web.drawn import Drawn

FORMATS: dict[str, Callable[[Drawn], bytes]] = {
    "svg": lambda figure: figures.as_svg(figure).encode(),
    "png": figures.as_png,
}


class BusyError(Exception):
    """Raised rather than wait while another figure is being drawn."""


def figure_file(reader: Reader, chart: str, end: str) -> bytes | None:
    """Return a figure in the format of this ending; None for one that the release has not.

    Raises BusyError.
    """
    kept, key = caches["figures"], key_of(reader, "figure", chart, end)
    made: bytes | None = kept.get(key)
    if made is not None:
        return made
    with _turn():
        figure = figures.drawn(reader, chart)
        if figure is None:
            return None
        made = FORMATS[end](figure)
        # On a full disk it is drawn again for whoever asks next.
        with suppress(OSError):
            kept.set(key, made)
    return made


@contextmanager
def _turn() -> Iterator[None]:
    """Hold the one turn of this machine. Raises BusyError if somebody else has it."""
    folder = Path(settings.FIGURES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(folder / "turn", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise BusyError from None
    try:
        yield
    finally:
        os.close(file)
