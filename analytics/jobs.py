"""What happens when a round has closed: count, protect, compute the gaps, publish, make files."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy

from analytics.disclosure.audit import PromiseBrokenError, require_promises
from analytics.export.availability import FILE_PROBLEMS, FILES, FilesRefusedError, state_words
from analytics.measures.change import StopRules
from analytics.measures.verdicts import Thresholds, stored_rules
from analytics.models import Release
from analytics.release.last_results import last_results
from analytics.release.publish import publish_round
from analytics.release.queries import releases_with_rounds
from analytics.release.rows import Content, RecordRow
from surveys import jobs
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parties import optional_parties
from surveys.job_kinds import describe
from surveys.job_progress import failure_words
from surveys.job_subjects import parts_of_rounds
from surveys.models.response import Response
from surveys.models.round import Round
from surveys.signals import round_closed, round_opening

COMPUTE = "compute"
describe(COMPUTE, gettext_lazy("Computing and publishing a release"), failure_words)
describe(FILES, gettext_lazy("Making the files of a release"), state_words)


class PublicationRefusedError(jobs.JobRefused):
    """A block would give somebody away. Nothing of the round was published."""

    code = "promise_broken"


@receiver(round_opening, dispatch_uid="fix the thresholds of a round")
def fix_thresholds(sender: object, round: Round, **kwargs: Any) -> None:
    """Decide what will be called a gap before anybody has answered."""
    round.thresholds = {
        "gaps": asdict(Thresholds(withstands=round.withstands, by_level=int(bool(round.levels)))),
        "changes": asdict(StopRules()),
    }


@receiver(round_opening, dispatch_uid="fix what a round shows of the last one")
def fix_last_results(sender: object, round: Round, **kwargs: Any) -> None:
    """Decide what participants see of the last round: the same for everybody, early or late."""
    if round.shows_last_round:
        round.last_results = last_results(round)


@receiver(round_closed, dispatch_uid="compute a closed round")
def ask_for_computing(sender: object, round: Round, **kwargs: Any) -> None:
    jobs.enqueue(kind=COMPUTE, argument=round.pk)


@contextmanager
def _refusing() -> Iterator[None]:
    """Refuse without the attack's own words: they would say where somebody could be found out."""
    try:
        yield
    except PromiseBrokenError:
        raise PublicationRefusedError("a block would give somebody away") from None


@jobs.handles(COMPUTE)
@_refusing()
def compute(round_id: str, report: jobs.Report) -> None:
    """Publish the round, once: repeated, or done twice at the same time, it changes nothing."""
    # Only the worker needs scipy, which takes a second to import.
    from analytics.computing import (
        changes,
        clustered_means,
        level_gaps,
        pooled_gaps,
        tally,
        vignette_ranks,
    )

    if Release.objects.filter(round__pk=round_id).exists():
        return
    round = Round.objects.select_related("study", "instrument").get(
        pk=round_id, state=Round.State.CLOSED
    )
    report(10, "counting")
    responses = Response.objects.filter(round=round).count()
    blocks = tally.blocks(tally.tallies(round), round.withstands)
    # Before anything is computed from them, and once more by `publish` whatever it is given.
    require_promises(blocks, round.withstands)
    report(40, "computing")
    thresholds = stored_rules(Thresholds, round.thresholds.get("gaps", {}))
    since, document = changes.changes(round, blocks), document_of(round.instrument)
    apart = optional_parties(document)
    cells, means = pooled_gaps.cells_and_means(blocks, thresholds, apart)
    published = _records(round) if round.publishes_records else []
    cells = vignette_ranks.with_ranks(cells, published, document)
    means = clustered_means.with_clustered(means, published, document)
    report(80, "publishing")
    by_level = level_gaps.level_gaps(blocks, thresholds)
    content = Content(blocks, cells, means, since, published, by_level)
    problem = pooled_gaps.pooling_problem(cells, blocks, apart)
    with transaction.atomic(using="default"):
        release = publish_round(round=round, content=content, responses=responses, problem=problem)
        jobs.enqueue(kind=FILES, argument=release.pk)


def _records(round: Round) -> Collection[RecordRow]:
    from analytics.computing.records import records  # and with it pandas

    return records(round)


# --- Files ---------------------------------------------------------------------------------------


@jobs.handles(FILES)
def make_files(release_id: str, report: jobs.Report) -> None:
    """Put the files of a release into the store; repeated, it keeps those that are there."""
    # Only the worker needs what writes Parquet, SPSS and Stata files.
    from analytics.export.storing import store_release

    release = releases_with_rounds().get(pk=release_id)
    try:
        store_release(release, lambda share: report(int(99 * share), "writing files"))
    except OSError as problem:
        if problem.errno not in FILE_PROBLEMS:
            raise
        raise FilesRefusedError(problem) from None


@parts_of_rounds
def releases_of_rounds(rounds: Collection[UUID]) -> dict[str, UUID]:
    """Return the releases of these rounds, which the jobs of files and briefs are about."""
    releases = Release.objects.filter(round__in=rounds).values_list("pk", "round")
    return {str(pk): round_id for pk, round_id in releases}
