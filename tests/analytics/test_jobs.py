import subprocess
import sys
from dataclasses import asdict
from unittest import mock

import pytest

from analytics.computing.pooled_gaps import cells_and_means
from analytics.jobs import compute
from analytics.measures.change import StopRules
from analytics.measures.verdicts import Thresholds
from analytics.models import GapCell, GapMatrix, Release
from analytics.release.queries import blocks_of, cells_of, means_of
from surveys import facilitating, withdrawing
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.signals import round_closed
from tests import factories
from tests.analytics.made import not_converging


def quiet(percent, step):
    """A report nobody reads."""


def test_computing_is_asked_for_in_the_closing_transaction(open_round):
    asked = []

    def fail(sender, round, **kwargs):
        asked.append(Job.objects.filter(kind="compute", argument=str(round.pk)).exists())
        raise RuntimeError

    facilitating.request_closing(round=open_round, by="test")
    round_closed.connect(fail)
    with pytest.raises(RuntimeError):
        facilitating.open_envelopes(round=open_round)
    round_closed.disconnect(fail)
    assert asked == [True]
    assert not Job.objects.filter(kind="compute").exists()
    factories.run_jobs()
    assert Job.objects.get(kind="compute").state == Job.State.DONE


def test_a_closed_round_is_released_to_those_who_run_it(closed_round):
    release = Release.objects.get(round=closed_round)
    assert release.audience == "held"
    blocks, cells = blocks_of(release), cells_of(release)
    assert (len(blocks), len(cells)) == (182, 91)
    assert {block.n for block in blocks} == {8}
    assert {cell.delta for cell in cells} == {cells[0].delta}
    assert cells[0].delta > 0.8
    assert {cell.kind for cell in cells} == {"overestimation"}
    by_question = lambda cell: (cell.position, cell.gap)  # noqa: E731
    computed, means = cells_and_means(blocks)
    assert cells == sorted(computed, key=by_question)
    assert {m.mean for m in means_of(release)} == {m.mean for m in means}
    assert "pooling" not in release.metadata


def test_the_thresholds_are_those_of_the_opening(study, monkeypatch):
    round = factories.make_round(study)
    assert round.thresholds == {"gaps": asdict(Thresholds()), "changes": asdict(StopRules())}
    Round.objects.filter(pk=round.pk).update(
        thresholds={"gaps": asdict(Thresholds(least_classified=9))}
    )
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(8):
            factories.respond(round, side=side, marks=3)
        for _ in range(2):
            factories.respond(round, seat="assessor", side=side, marks=1)
    release = Release.objects.get(round=factories.close(round))
    assert release.metadata["method"]["thresholds"]["gaps"]["least_classified"] == 9
    assert {cell.kind for cell in cells_of(release)} == {"insufficient"}
    assert {cell.direction for cell in cells_of(release)} == {"above"}


def test_computing_again_changes_nothing(closed_round):
    before = Release.objects.get(round=closed_round)
    steps = []
    compute(str(closed_round.pk), lambda *step: steps.append(step))
    assert steps == []
    after = Release.objects.get(round=closed_round)
    assert (after.pk, after.checksum) == (before.pk, before.checksum)
    assert GapMatrix.objects.count() == 1


def test_of_two_workers_at_once_the_first_wins(closed_round):
    """The second looked before the first had written."""
    before = Release.objects.get(round=closed_round)
    with mock.patch("analytics.jobs.Release.objects.filter") as looked:
        looked.return_value.exists.return_value = False
        with mock.patch("analytics.release.publish.Release.objects.filter") as found:
            found.return_value.first.return_value = before
            compute(str(closed_round.pk), quiet)
    assert Release.objects.get().checksum == before.checksum
    assert GapCell.objects.count() == 91


def test_an_open_round_is_never_computed(open_round):
    with pytest.raises(Round.DoesNotExist):
        compute(str(open_round.pk), quiet)
    assert not Release.objects.exists()


def test_the_steps_are_reported(closed_round, study):
    told = []
    round = factories.make_round(study, state="draft")
    Round.objects.filter(pk=round.pk).update(state="closed")
    compute(str(round.pk), lambda percent, step: told.append((percent, step)))
    assert [step for _, step in told] == ["counting", "computing", "publishing"]
    assert [percent for percent, _ in told] == sorted({percent for percent, _ in told})


def test_a_round_nobody_answered_has_an_empty_matrix(open_round):
    release = Release.objects.get(round=factories.close(open_round))
    assert {(block.n, block.cumulative) for block in blocks_of(release)} == {(0, None)}
    assert {(cell.n_left, cell.n_right, cell.delta, cell.kind) for cell in cells_of(release)} == {
        (0, 0, None, "insufficient")
    }
    assert len(cells_of(release)) == 91
    assert release.metadata["pooling"] == {"problem": "nothing to pool"}


def test_a_model_that_does_not_converge_is_told_and_the_figures_alone_stand(open_round):
    with not_converging():
        release = Release.objects.get(round=factories.make_closed_round(open_round.study))
    assert release.metadata["pooling"] == {"problem": "not converged"}
    assert {cell.figures["pooled_delta"] for cell in cells_of(release)} == {None}
    assert {cell.kind for cell in cells_of(release)} == {"overestimation"}
    assert all(mean.mean > 0.8 and not mean.pooled for mean in means_of(release))


def test_web_processes_need_neither_pandas_nor_scipy():
    """Importing what the pages import must not load what only the worker uses."""
    code = (
        "import sys, django; django.setup(); import cs2survey.urls;"
        "print('pandas' in sys.modules, 'scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False False"


def test_who_withdraws_while_the_round_is_computed_is_not_published(study, monkeypatch):
    """They were told that their answers are gone; so the round is counted anew."""
    round = factories.make_round(study)
    codes = [factories.respond(round) for _ in range(6)]
    with monkeypatch.context() as during:
        during.setattr(
            "analytics.computing.gap_matrix.gap_means",
            lambda *rows: withdrawing.withdraw(code=codes[0]) and [],
        )
        facilitating.request_closing(round=round, by="test")
        factories.run_jobs()
    assert not Release.objects.exists()
    assert Job.objects.get(kind="compute").error == "AnswersChangedError"
    Job.objects.filter(kind="compute").update(state="queued", lease_until=None)
    factories.run_jobs()
    perceived = [b for b in blocks_of(Release.objects.get()) if b.lens == "perceived"]
    assert {b.n for b in perceived if b.group == "PRC"} == {5}
