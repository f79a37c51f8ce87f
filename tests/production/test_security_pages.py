"""What docs/security.md and docs/asvs.md say is there: every test that they name, every number."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCS = ROOT / "docs"
# Levels 1 and 2 of ASVS 5.0.0: each section with the numbers of its requirements.
REQUIREMENTS = """
1.1.1-2 1.2.1-9 1.3.1-11 1.4.1-3 1.5.1-2
2.1.1-3 2.2.1-3 2.3.1-4 2.4.1
3.2.1-2 3.3.1-4 3.4.1-6 3.5.1-5 3.7.1-2
4.1.1-3 4.2.1 4.3.1-2 4.4.1-4
5.1.1 5.2.1-3 5.3.1-2 5.4.1-3
6.1.1-3 6.2.1-12 6.3.1-4 6.4.1-4 6.5.1-5 6.6.1-3 6.8.1-4
7.1.1-3 7.2.1-4 7.3.1-2 7.4.1-5 7.5.1-2 7.6.1-2
8.1.1-2 8.2.1-3 8.3.1 8.4.1
9.1.1-3 9.2.1-4
10.1.1-2 10.2.1-2 10.3.1-4 10.4.1-11 10.5.1-5 10.6.1-2 10.7.1-3
11.1.1-2 11.2.1-3 11.3.1-3 11.4.1-4 11.5.1 11.6.1
12.1.1-3 12.2.1-2 12.3.1-4
13.1.1 13.2.1-5 13.3.1-2 13.4.1-5
14.1.1-2 14.2.1-4 14.3.1-3
15.1.1-3 15.2.1-3 15.3.1-7
16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3
17.1.1 17.2.1-4 17.3.1-2
"""
ROW = re.compile(r"^\| ([\d.]+) \| [^|]+ \| ([^|]+) \| ([^|]*) ?\|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def required() -> set[str]:
    numbers = set()
    for entry in REQUIREMENTS.split():
        section, _, span = entry.rpartition(".")
        first, _, last = span.partition("-")
        numbers |= {f"{section}.{n}" for n in range(int(first), int(last or first) + 1)}
    return numbers


def test_every_requirement_is_met_or_does_not_apply_or_is_declared_once():
    text = (DOCS / "asvs.md").read_text()
    rows = ROW.findall(text)
    assert {state.strip() for _number, state, _why in rows} == {"met", "n/a", "declared"}
    listed = [number for number, _state, _why in rows]
    for line in re.findall(r"do not apply: ([^\n]+(?:\n[^\n]+)*)\.", text):
        listed += re.split(r",\s+", line)
    assert sorted(listed) == sorted(required())
    assert len(listed) == 70 + 183


def test_whatever_does_not_apply_or_is_not_met_has_its_reason():
    for number, state, why in ROW.findall((DOCS / "asvs.md").read_text()):
        assert state.strip() == "met" or why.strip(), number


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", ["security.md", "asvs.md", "confidentiality.md"])
def test_every_test_that_is_named_is_there(page):
    named = NAMED.findall((DOCS / page).read_text())
    assert named
    for path, function in named:
        assert (ROOT / path).is_file(), path
        assert not function or function in functions_of(path), f"{path}::{function}"
