"""What the tests of analytics share."""

import hashlib
import pickle

import pytest

from analytics.computing import pooled_gaps
from analytics.measures import pooling
from analytics.measures.pooling import pool


@pytest.fixture(scope="session", autouse=True)
def pooled_once(tmp_path_factory):
    """Each set of blocks is pooled once for all processes: the same blocks give the same figures.

    Not where a test replaces part of the model. The model itself is tested by way of `pool`.
    """
    genuine = pooling.fits, pooling._Model.drawn
    here = tmp_path_factory.getbasetemp()
    # Processes of one run have folders of their own in a common one.
    kept = (here.parent if here.name.startswith("popen-") else here) / "pooled"
    kept.mkdir(exist_ok=True)

    def from_before(left, right, *, of, **groups):
        if (pooling.fits, pooling._Model.drawn) != genuine:
            return pool(left, right, of=of, **groups)
        key = repr((left, right, sorted(groups.items()), of.__name__))
        file = kept / hashlib.sha256(key.encode()).hexdigest()
        if not file.exists():
            partial = here / f"{file.name}.part"
            partial.write_bytes(pickle.dumps(pool(left, right, of=of, **groups)))
            partial.replace(file)
        return pickle.loads(file.read_bytes())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pooled_gaps, "pool", from_before)
        yield
