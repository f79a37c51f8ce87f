"""Releases made of chosen tallies, by the functions that publish real ones."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import product
from unittest import mock

from analytics.computing.pooled_gaps import _of_groups, cells_and_means, pooling_problem
from analytics.jobs import fix_thresholds
from analytics.measures import pooling
from analytics.measures.blocks import protect, publishable
from analytics.measures.pooled_model import NotConvergedError
from analytics.models import Release
from analytics.release.audience import AUDIENCES, widen
from analytics.release.publish import publish_round
from analytics.release.rows import PANEL, BlockRow, Content
from surveys.api_tokens import issue_api_token
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import is_asked_about, optional_parties
from surveys.models.instrument import Question
from surveys.models.round import Round
from surveys.models.staff import ApiToken, User
from surveys.models.study import Study
from tests import factories

Tally = Sequence[int]
TallyOf = Callable[[Question, str], Tally]

# People per answer: skipped, prefer not to say, cannot determine, none, low, moderate, serious.
SERIOUS = (0, 0, 0, 0, 0, 2, 6)
LOW = (0, 0, 1, 2, 5, 0, 0)
NOBODY = (0,) * 7


def block_row(
    tally: Tally,
    *,
    lens: str = "perceived",
    item: str = "military",
    withstands: int = 1,
    **fields: object,
) -> BlockRow:
    n = sum(tally)
    question = {
        "perceiver": "PRC",
        "target": "JPN",
        "item_kind": "concern",
        "domain": "military",
        "position": 1,
        "group": PANEL if lens == "assessed" else "PRC",
    }
    return BlockRow(
        **question | fields,  # type: ignore[arg-type]
        item=item,
        lens=lens,
        n=n,
        cumulative=protect(tally, withstands).intervals if publishable(n) else None,
    )


def feared(question: Question, lens: str) -> Tally:
    """Everybody's concerns stand above the panel's, but for those about the ROK."""
    if question.target == "ROK":
        return LOW
    return SERIOUS if lens == "perceived" else LOW


LENSES = ("perceived", "assessed")


def group_of(question: Question, lens: str) -> str:
    """Who is asked through a lens."""
    asked = {"perceived": question.perceiver, "assessed": PANEL}
    return asked.get(lens, question.target)


def blocks_for(round: Round, tally_of: TallyOf, lenses: Sequence[str] = LENSES) -> list[BlockRow]:
    document = document_of(round.instrument)
    questions = [
        question
        for question in Question.objects.filter(
            instrument=round.instrument, kind__in=["concern", "threat"]
        ).order_by("position")
        if is_asked_about(document, question.target, round.modules)
    ]
    return [
        block_row(
            tally_of(question, lens),
            lens=lens,
            item=question.item,
            perceiver=question.perceiver,
            target=question.target,
            item_kind=question.kind,
            domain=question.domain,
            position=question.position,
            group=group_of(question, lens),
            withstands=round.withstands,
        )
        for question, lens in product(questions, lenses)
        if lens in LENSES or question.target in document.sides
    ]


def content(blocks: Sequence[BlockRow], apart: Sequence[str] = ()) -> Content:
    return _content(tuple(blocks), tuple(apart))


@lru_cache(maxsize=32)
def _content(blocks: tuple[BlockRow, ...], apart: tuple[str, ...]) -> Content:
    """What is computed from the same blocks is the same, and takes a while."""
    return Content(blocks, *cells_and_means(blocks, apart=apart))


@contextmanager
def not_converging() -> Iterator[None]:
    """Meanwhile no round has a model of all its gaps."""
    refused = mock.patch.object(pooling, "fits", side_effect=NotConvergedError("no mode"))
    for kept in (_content, _of_groups):
        kept.cache_clear()
    with refused:
        yield
    for kept in (_content, _of_groups):
        kept.cache_clear()


def make_release(
    study: Study,
    tally_of: TallyOf = feared,
    audience: str = "held",
    lenses: Sequence[str] = LENSES,
    also: Sequence[BlockRow] = (),
    **fields: object,
) -> Release:
    """A closed round of the study, released to this audience, with these blocks besides."""
    agreed = {"widest_audience": Round.Widest.PUBLIC}
    round = factories.make_round(study, state="draft", **agreed | fields)
    fix_thresholds(None, round)
    round.save()
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    blocks = [*blocks_for(round, tally_of, lenses), *also]
    apart = optional_parties(document_of(round.instrument))
    made = content(blocks, apart)
    problem = pooling_problem(made.cells, blocks, apart)
    release = publish_round(round=round, content=made, problem=problem)
    if audience != AUDIENCES[0]:
        release = widen(release=release, to=audience, by="test")
    return release


def bearer(user: User, study: Study, **fields: object) -> dict[str, str]:
    """The header of a request with a token for the study."""
    token = issue_api_token(user=user, study=study.pk, name="test", by="test")
    if fields:
        ApiToken.objects.filter(user=user, study=study.pk).update(**fields)
    return {"Authorization": f"Bearer {token}"}
