"""The project: settings, addresses and the worker."""

import os

# NumPy reads it when it loads. Matrices of a round are so small that threads which wait for each
# other take a hundred times as long as the product itself, in every worker process at once.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from cs2survey.celery import app as celery_app

__all__ = ["celery_app"]
