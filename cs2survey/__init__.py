"""The project: settings, addresses and the worker."""

import gc
import os

# A page of a release makes tens of thousands of objects, nearly all of which are gone with it. To
# look through them after every 700 took a third of the time of most pages and tables.
gc.set_threshold(50_000, 20, 50)

# NumPy reads it when it loads. Matrices of a round are so small that threads which wait for each
# other take a hundred times as long as the product itself, in every worker process at once.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from cs2survey.celery import app as celery_app  # noqa: E402  after what every process needs first

__all__ = ["celery_app"]
