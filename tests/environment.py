"""Loaded before Django reads its settings: a folder of its own for every run, with its own keys."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from cs2survey.keys import make_key

VAR = Path(tempfile.mkdtemp(prefix="cs2survey-test-"))
atexit.register(shutil.rmtree, VAR, ignore_errors=True)
os.environ |= {
    "CS2_VAR": str(VAR),
    "CS2_SWEEP_SECONDS": "1",
    "CS2_JOB_LEASE_SECONDS": "4",
}
(VAR / "static").mkdir()
for _name in ("secret_key", "pepper", "seal_key", "audit_key"):
    make_key(VAR / "keys" / _name)
