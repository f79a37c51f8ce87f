import doctest
import pkgutil
from importlib import import_module

import pytest

from analytics import measures

MODULES = [module.name for module in pkgutil.iter_modules(measures.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    assert doctest.testmod(import_module(f"analytics.measures.{name}")).failed == 0


def test_the_examples_are_found():
    assert {"blocks", "contrast", "count_arrays", "marks"} <= set(MODULES)
    assert doctest.testmod(import_module("analytics.measures.contrast")).attempted >= 7
