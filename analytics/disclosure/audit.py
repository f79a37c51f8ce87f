"""What an attacker learns from a release: the two promises checked against every block.

The attacker knows the whole program and everything that is published, and is a member of the group
who gave some answer, or two of them who share theirs where the round promises to withstand that.
Whatever the size of the group, a block has at most 2,304 tallies for the seven answers of a mark,
so that every one can be listed. Pure: no database, no request.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analytics.measures.blocks import ONE, Attack, Block, Knowledge, attack, publishable
from analytics.release.groups import whole_group
from analytics.release.rows import PANEL, BlockRow, Interval
from surveys.models.base import Level


class PromiseBrokenError(Exception):
    """A block would give somebody away; nothing of the release may be published."""


@dataclass(frozen=True)
class Finding:
    """What colluding members learn of the others in one block; `answers` are positions."""

    row: BlockRow
    knowledge: Knowledge

    @property
    def held_by(self) -> tuple[Interval, ...]:
        """For each answer the fewest and the most of the others who may have given it."""
        return tuple(zip(self.knowledge.fewest, self.knowledge.most, strict=True))


@dataclass(frozen=True)
class Audit:
    """The attack on every block of a release.

    `blocks` are published with counts, `withheld` with their size alone, `distinct` are different
    from each other. `withstands` is how many members share their answers, and `colluders` counts
    the pairs of a block and the answers that these may hold; `broken` are those that learn too
    much: it is empty for a release that keeps both promises.
    """

    blocks: int
    withheld: int
    distinct: int
    colluders: int
    smallest: int | None
    largest: int | None
    broken: tuple[Finding, ...]
    withstands: int = ONE

    @property
    def keeps_promises(self) -> bool:
        return not self.broken

    def summary(self) -> dict[str, object]:
        """As it is told in the release."""
        return {
            "blocks": self.blocks,
            "withheld": self.withheld,
            "distinct": self.distinct,
            "colluders": self.colluders,
            "smallest_group": self.smallest,
            "largest_group": self.largest,
            "promises_kept": self.keeps_promises,
            # Releases of before there was a choice withstand one, and do not say so.
            **({"withstands": self.withstands} if self.withstands != ONE else {}),
        }


def audit_blocks(rows: Iterable[BlockRow], withstands: int = ONE) -> Audit:
    """Attack every block from inside its group, by so many members as it is to withstand.

    Raises PromiseBrokenError for a row that the program could not have made, because it would say
    something that depends on the counts and not on the size of the group alone, or is cut for
    another number of members; and for groups that hold one another, since a total gives away its
    parts.
    """
    rows = list(rows)
    _require_groups_apart(rows)
    for row in rows:
        _require_cut(row, withstands)
    blocks = [block for row in rows if (block := block_of(row)) is not None]
    sizes = [block.n for block in blocks]
    return Audit(
        blocks=len(blocks),
        withheld=len(rows) - len(blocks),
        distinct=len(set(blocks)),
        colluders=sum(len(_attack(block).colluders) for block in blocks),
        smallest=min(sizes, default=None),
        largest=max(sizes, default=None),
        broken=tuple(each for each in findings(rows) if not each.knowledge.keeps_promises),
        withstands=withstands,
    )


def findings(rows: Iterable[BlockRow]) -> Iterator[Finding]:
    """What each possible colluder learns, block by block; nothing of what is withheld."""
    for row in rows:
        block = block_of(row)
        for knowledge in _attack(block).colluders if block else ():
            yield Finding(row, knowledge)


def block_of(row: BlockRow) -> Block | None:
    """The block of a row; None of a group below five. Raises PromiseBrokenError."""
    if (row.cumulative is None) == publishable(row.n):
        state = "withheld" if row.cumulative is None else "published"
        raise PromiseBrokenError(f"{_where(row)}: a group of {row.n} is {state}")
    try:
        return row.block
    except ValueError as problem:
        raise PromiseBrokenError(f"{_where(row)}: {problem}") from problem


def require_promises(rows: Sequence[BlockRow], withstands: int = ONE) -> Audit:
    """The audit of blocks about to be published. Raises PromiseBrokenError."""
    audit = audit_blocks(rows, withstands)
    if not audit.keeps_promises:
        where = dict.fromkeys(_where(finding.row) for finding in audit.broken)
        raise PromiseBrokenError(f"these blocks give somebody away: {'; '.join(where)}")
    return audit


def _require_cut(row: BlockRow, withstands: int) -> None:
    block = block_of(row)
    if block is not None and block.withstands != withstands:
        raise PromiseBrokenError(
            f"{_where(row)}: is cut to withstand {block.withstands} and not {withstands}"
        )


def _require_groups_apart(rows: Sequence[BlockRow]) -> None:
    """Nobody is counted in two groups of one question and lens: the attack is block by block."""
    sides = {side for row in rows for side in (row.perceiver, row.target) if side}
    possible = {PANEL, *sides, *(f"{PANEL}/{side}" for side in sides)}
    possible |= {f"{side}/{level}" for side in sides for level in Level.values}
    groups: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        published = groups.setdefault((row.key, row.lens), set())
        if row.group in published:
            raise PromiseBrokenError(f"{_where(row)}: published twice")
        if sides and row.group not in possible:
            raise PromiseBrokenError(f"{_where(row)}: a total, or nobody's group")
        published.add(row.group)
        whole = whole_group(row.group)
        if whole in published and any(whole_group(g) == whole != g for g in published):
            name = "the panel" if whole == PANEL else whole
            raise PromiseBrokenError(f"{_where(row)}: {name} beside its parts")


def _where(row: BlockRow) -> str:
    return f"{row.key} {row.lens} {row.group}"


def forget() -> None:
    """Attack every block anew, as in a process that has just started."""
    _attack.cache_clear()


@lru_cache(maxsize=4096)
def _attack(block: Block) -> Attack:
    return attack(block)
