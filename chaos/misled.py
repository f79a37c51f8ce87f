"""The product's Celery application, for libfaketime, which breaks Python's own `time.sleep`.

    LD_PRELOAD=libfaketimeMT.so.1 celery -A chaos.misled worker

Python sleeps until a moment of a clock that is not faked; libfaketime takes it for one that is.
"""

import select
import time

from cs2survey.celery import app

__all__ = ["app"]


def sleep(seconds: float) -> None:
    select.select([], [], [], max(0, seconds))


time.sleep = sleep
