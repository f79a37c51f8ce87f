"""What balancing the order of the other sides would gain, and what its memory would give away.

Each participant meets three other sides in one of six orders. Drawn by the return code, each order
is as likely as any other, whatever the others have; balanced in blocks of six, every six people who
begin have all of them, and something has to remember which are left. Both are laid out for groups
of 5 to 15 people:

- spread: of the sides, how many more people meet the one first most often than the one least often;
- error: what the order adds to the difference of two sides' mean marks (standard deviation), if a
  mark changes by `EFFECT` from the first place to the last, beside the error from who is in the
  group, if the difference of one person's two marks has the standard deviation `PERSON`;
- fits: to whom knows every person's order, as the memory would tell step by step, how many of a
  group a return code that is found may belong to.
"""

import random
from collections import Counter
from itertools import permutations
from math import hypot, sqrt
from statistics import fmean, pstdev
from typing import Any

from benchmarks.machine import show
from surveys import sealing

SIDES = ("JPN", "ROK", "USA")
SIZES = (5, 8, 10, 12, 15)
GROUPS = 4_000
EFFECT, PERSON = 0.25, 0.9
ORDERS = tuple(permutations(SIDES))
SEED = 20261129

Order = tuple[str, ...]


def run() -> dict[str, Any]:
    rows = [figures(n) for n in SIZES]
    show(list(rows[0]), [list(row.values()) for row in rows])
    return {"effect": EFFECT, "person": PERSON, "groups": GROUPS, "rows": rows}


def figures(n: int, groups: int = GROUPS) -> dict[str, Any]:
    """The three figures for groups of n people, drawn by the code and balanced."""
    generator = random.Random(SEED + n)
    drawn = [by_code(generator, n) for _ in range(groups)]
    balanced = [in_blocks(generator, n) for _ in range(groups)]
    people = PERSON / sqrt(n)
    return {
        "people": n,
        "spread by code": fmean(map(spread, drawn)),
        "spread balanced": fmean(map(spread, balanced)),
        "error of people": people,
        "with order by code": hypot(people, pstdev(map(shift, drawn))),
        "with order balanced": hypot(people, pstdev(map(shift, balanced))),
        "fits if balanced": fmean(map(fitting, balanced)),
    }


def by_code(generator: random.Random, n: int) -> list[Order]:
    """The orders of n people as the program draws them, each by a code of its own."""
    pepper = f"{generator.getrandbits(256):064x}"
    codes = (f"{generator.getrandbits(130):033x}" for _ in range(n))
    return [
        tuple(sealing.party_order(SIDES, pepper=pepper, code=code, round_id="round"))
        for code in codes
    ]


def in_blocks(generator: random.Random, n: int) -> list[Order]:
    """The orders of n people who begin one after the other, every six of whom have all."""
    blocks = (generator.sample(ORDERS, len(ORDERS)) for _ in range(0, n, len(ORDERS)))
    return [order for block in blocks for order in block][:n]


def spread(orders: list[Order]) -> int:
    firsts = Counter(order[0] for order in orders)
    return max(firsts[side] for side in SIDES) - min(firsts[side] for side in SIDES)


def shift(orders: list[Order]) -> float:
    """What the order adds to the mean difference between the marks of the first two sides."""
    step = EFFECT / (len(SIDES) - 1)
    return step * fmean(order.index(SIDES[0]) - order.index(SIDES[1]) for order in orders)


def fitting(orders: list[Order]) -> float:
    """How many of the group have the order of one of them, in the mean over all of them."""
    counts = Counter(orders)
    return fmean(counts[order] for order in orders)
