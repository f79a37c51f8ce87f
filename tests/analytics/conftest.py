"""What the tests of analytics share."""

import hashlib
import os
import pickle
from pathlib import Path

import pytest
from django.conf import settings

from analytics.computing import pooled_gaps
from analytics.measures import pooling
from analytics.measures.pooling import pool


@pytest.fixture(scope="session", autouse=True)
def pooled_once():
    """Each set of blocks is pooled once for all processes and both engines.

    The same blocks give the same figures for as long as no line of the measures changes. Not where
    a test replaces part of the model. The model itself is tested by way of `pool`.
    """
    genuine = pooling.fits, pooling._Model.drawn
    kept = settings.BASE_DIR / "var" / "pooled-in-tests" / digest_of_measures()
    kept.mkdir(parents=True, exist_ok=True)

    def from_before(left, right, *, of, **groups):
        if (pooling.fits, pooling._Model.drawn) != genuine:
            return pool(left, right, of=of, **groups)
        key = repr((left, right, sorted(groups.items()), of.__name__))
        file = kept / hashlib.sha256(key.encode()).hexdigest()
        if not file.exists():
            partial = kept / f"{file.name}.{os.getpid()}"
            partial.write_bytes(pickle.dumps(pool(left, right, of=of, **groups)))
            partial.replace(file)
        return pickle.loads(file.read_bytes())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pooled_gaps, "pool", from_before)
        yield


def digest_of_measures() -> str:
    """The SHA-256 of all that figures are computed by."""
    sources = sorted(Path(pooling.__file__).parent.glob("*.py"))
    locked = settings.BASE_DIR / "requirements" / "runtime.txt"
    return hashlib.sha256(b"".join(file.read_bytes() for file in (*sources, locked))).hexdigest()
