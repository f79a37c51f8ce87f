import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["distinct_labels"])
def test_examples_are_right(module):
    found = doctest.testmod(importlib.import_module(f"analytics.export.{module}"))
    assert found.attempted > 0
    assert found.failed == 0
