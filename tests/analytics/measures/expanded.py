"""Counts written out as one mark per person, and the groups that hypothesis tries."""

from hypothesis import strategies as st


def marks_of(counts):
    return [level for level, count in enumerate(counts) for _ in range(count)]


def counts_of(marks, levels=4):
    return [sum(mark == level for mark in marks) for level in range(levels)]


def tallies(most=12, levels=4):
    """Groups of at least one person."""
    return st.lists(st.integers(0, most), min_size=levels, max_size=levels).filter(any)
