"""Questions to open a session with, composed from a dyad's findings. None of them is a verdict.

A question says no more of a finding than that there is something to ask about: it names the matter
and the sides, and leaves open who is right.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from analytics.brief.findings import Finding
from analytics.measures.verdicts import Direction
from analytics.web.pages.shared import Words

FEWEST, MOST = 2, 3


def opening_questions(
    words: Words, gaps: Sequence[Finding], unknown: Sequence[Finding], shared: Sequence[str]
) -> list[str]:
    """Two or three questions, each about another matter.

    ``gaps`` and ``unknown`` are findings against the panel and of what the sides do not know of
    each other, the weightiest first; ``shared`` are the keys of concerns that both sides have. In
    a dyad of which little can be said the last are about no matter in particular.
    """
    matters = _different_matters(_in_turn(gaps, unknown))[:MOST]
    named = {finding.cell.item for finding in matters[: MOST - 1]}
    composed = [question(words, finding) for finding in matters]
    if new := [concern for concern in shared if concern not in named]:
        composed = [*composed[: MOST - 1], _of_both(words, new[0])]
    of_nothing = [
        _("Which matter would each side most like to hear the other about first?"),
        _("What would each side like the other to know about its own concerns?"),
    ]
    return [*composed, *of_nothing[: max(0, FEWEST - len(composed))]]


def _in_turn(gaps: Sequence[Finding], unknown: Sequence[Finding]) -> Iterator[Finding]:
    """A gap, something unknown, then the other gaps and the other unknown things.

    Of the other gaps those of the other direction come first, so that nobody is asked alone.
    """
    first = {(gap.cell.perceiver, gap.cell.target) for gap in gaps[:1]}
    others = sorted(gaps[1:], key=lambda gap: (gap.cell.perceiver, gap.cell.target) in first)
    yield from (*gaps[:1], *unknown[:1], *others, *unknown[1:])


def _different_matters(found: Iterable[Finding]) -> list[Finding]:
    """The first finding of each matter; a concern of both sides about each other is one."""
    by_matter: dict[tuple[str, str], Finding] = {}
    for finding in found:
        by_matter.setdefault((finding.cell.item_kind, finding.cell.item), finding)
    return [*by_matter.values()]


def question(words: Words, finding: Finding) -> str:
    """The question about what is found of one matter."""
    cell = finding.cell
    return _template(finding)() % {
        "matter": words.text(cell),
        "perceivers": words.labels.participants[cell.perceiver],
        "others": words.labels.participants[cell.target],
    }


def _template(finding: Finding) -> Callable[[], str]:
    cell = finding.cell
    if finding.for_dialogue or cell.gap == "empathy":
        return _expected
    if cell.gap == "image":
        return _own_view
    return {Direction.ABOVE: _above, Direction.BELOW: _below}.get(finding.direction, _spread)


def _expected() -> str:
    return _(
        "%(matter)s: what do %(perceivers)s see in it, and what did %(others)s expect them to say?"
    )


def _own_view() -> str:
    return _(
        "%(matter)s: how do %(others)s look at it themselves, and what would %(perceivers)s need "
        "to know?"
    )


def _above() -> str:
    return _(
        "%(matter)s: what lies behind the concern of %(perceivers)s, and what could make it "
        "smaller?"
    )


def _below() -> str:
    return _(
        "%(matter)s: what might the panel see in it that %(perceivers)s do not, or the other way "
        "round?"
    )


def _spread() -> str:
    return _("%(matter)s: why may %(perceivers)s be of several minds about it?")


def _of_both(words: Words, concern: str) -> str:
    template = _(
        "%(concern)s: both sides are concerned about it. What could each of them do first?"
    )
    return template % {"concern": words.labels.concerns[concern]}
