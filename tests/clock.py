"""Time that passes at once."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

Later = Callable[[float], None]


def clock(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Return what lets so many seconds pass, for this test."""
    true_time, true_now = time.time, timezone.now
    passed = 0.0

    def later(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    monkeypatch.setattr(time, "time", lambda: true_time() + passed)
    monkeypatch.setattr(timezone, "now", lambda: true_now() + timedelta(seconds=passed))
    return later
