"""Tallies to draw from."""

from hypothesis import strategies as st

tallies_of_any_size = st.lists(st.integers(0, 400_000), min_size=2, max_size=7).filter(
    lambda tally: sum(tally) >= 5
)
