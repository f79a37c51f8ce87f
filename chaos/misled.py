"""The product's Celery application, for libfaketime, which breaks Python's own `time.sleep`.

    LD_PRELOAD=libfaketimeMT.so.1 celery -A chaos.misled worker

Python sleeps until a moment of a clock that is not faked; libfaketime takes it for one that is.
"""

import select
import sys
import time

from cs2survey.celery import app

__all__ = ["app"]


def sleep(seconds: float) -> None:
    select.select([], [], [], max(0, seconds))


def sleep_so_everywhere() -> None:
    """Put this sleep in the place of Python's, also where that was imported by its name."""
    broken = time.sleep
    for module in list(sys.modules.values()):
        if getattr(module, "sleep", None) is broken:
            module.sleep = sleep  # type: ignore[attr-defined]


sleep_so_everywhere()
