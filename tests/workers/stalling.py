"""The product's Celery application, made to stand still once at a chosen call.

    CS2_TEST_STALL=surveys.facilitating:audit_answers:1 celery -A tests.workers.stalling worker

The first worker to make that call leaves the file `stalled`, with its process's number, in its
folder and waits to be killed, or for the file `go-on`.
"""

import importlib
import os
import time
from itertools import count
from pathlib import Path
from typing import Any

import django

from cs2survey.celery import app

__all__ = ["app"]

MARK, GO_ON = "stalled", "go-on"


def stall_once(target: str, folder: Path) -> None:
    """Make the `n`th call of a function in this process wait, unless one has waited before."""
    module_name, name, nth = target.split(":")
    module = importlib.import_module(module_name)
    function = getattr(module, name)
    calls = count(1)

    def stalling(*args: Any, **kwargs: Any) -> Any:
        if next(calls) == int(nth) and not (folder / MARK).exists():
            (folder / MARK).write_text(str(os.getpid()))
            while not (folder / GO_ON).exists():
                time.sleep(0.1)
        return function(*args, **kwargs)

    setattr(module, name, stalling)


django.setup()
stall_once(os.environ["CS2_TEST_STALL"], Path(os.environ["CS2_VAR"]))
