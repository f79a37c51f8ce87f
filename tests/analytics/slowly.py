"""Published blocks opened a second way, one tally after another, in plain Python."""

from collections.abc import Iterator, Sequence

Interval = Sequence[int]


def tallies(n: int, cumulative: Sequence[Interval], before: int = 0) -> Iterator[tuple[int, ...]]:
    """Every tally whose cumulative counts lie in the intervals."""
    if not cumulative:
        yield (n - before,)
        return
    (low, high), *rest = cumulative
    for count in range(max(low, before), high + 1):
        for others in tallies(n, rest, count):
            yield (count - before, *others)
