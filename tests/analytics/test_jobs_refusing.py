"""A round that must not be published, or of which nothing can be, through the worker's job."""

import pytest

from analytics.computing import tally
from analytics.disclosure.audit import PromiseBrokenError
from analytics.jobs import PublicationRefusedError, compute
from analytics.models import Block, GapCell, GapMatrix, GapMean, Release
from analytics.release.queries import blocks_of, cells_of, means_of
from analytics.release.rows import BlockRow
from surveys import jobs
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Response
from tests import factories

SIDES = ("PRC", "JPN", "ROK", "USA")


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def page(client, address):
    return client.get(address, follow=True).content.decode()


# --- A promise that would be broken ---------------------------------------------------------------


@pytest.fixture
def exact(monkeypatch):
    """A program with a fault: it would tell the counts as they are."""
    make = tally.blocks

    def whole(tallies, *promised):
        return [
            BlockRow(**vars(row) | {"cumulative": ((0, 0),) * 6}) if row.cumulative else row
            for row in make(tallies, *promised)
        ]

    with monkeypatch.context() as during:
        during.setattr(tally, "blocks", whole)
        yield during


def test_a_block_that_would_give_somebody_away_stops_the_job_in_words(staff, exact, open_round):
    for _ in range(6):
        factories.respond(open_round, marks=3)
    factories.close(open_round)
    job = Job.objects.get(kind="compute")
    assert (job.state, job.error_code, job.attempts) == ("failed", "promise_broken", 1)
    for model in (Release, Block, GapMatrix, GapCell, GapMean):
        assert not model.objects.exists(), model
    assert not AnswerAudit.objects.filter(act="publish").exists()
    assert Response.objects.count() == 6
    told = page(staff, f"/staff/rounds/{open_round.pk}/")
    assert "Nothing was published, and nothing was lost." in told
    assert "tell the operator" in told
    assert "See the gap matrix" not in told


def test_whatever_publishing_finds_is_reported_alike(exact, closed_round, monkeypatch):
    def found(**told):
        raise PromiseBrokenError("PRC>JPN:military perceived PRC: a group of 8")

    exact.undo()
    monkeypatch.setattr("analytics.jobs.publish_round", found)
    monkeypatch.setattr(
        "analytics.jobs.Release.objects.filter", lambda **told: Release.objects.none()
    )
    with pytest.raises(PublicationRefusedError) as refusal:
        compute(str(closed_round.pk), lambda *step: None)
    assert isinstance(refusal.value, jobs.JobRefused)
    assert "military" not in str(refusal.value)


def test_neither_the_job_nor_the_page_tells_where(staff, exact, open_round):
    for _ in range(6):
        factories.respond(open_round, marks=3)
    factories.close(open_round)
    for told in (
        Job.objects.get(kind="compute").error,
        page(staff, f"/staff/rounds/{open_round.pk}/"),
    ):
        assert "perceived" not in told
        assert ">JPN:" not in told.replace("&gt;", ">")


def test_a_mended_program_publishes_on_the_second_try(staff, exact, open_round):
    for _ in range(6):
        factories.respond(open_round, marks=3)
    factories.close(open_round)
    exact.undo()
    staff.post(f"/staff/rounds/{open_round.pk}/try-again/")
    factories.run_jobs()
    release = Release.objects.get()
    assert release.metadata["disclosure"]["promises_kept"] is True
    assert Job.objects.get(kind="compute").state == "done"


# --- All groups below five ------------------------------------------------------------------------


def test_of_groups_below_five_there_is_a_release_without_a_figure(staff, open_round):
    for side in SIDES:
        for _ in range(4):
            factories.respond(open_round, side=side, marks=3)
    factories.respond(open_round, seat="assessor", side="JPN", marks=1)
    factories.close(open_round)
    release = Release.objects.get()
    assert {(b.lens, b.n, b.cumulative) for b in blocks_of(release)} == {
        ("perceived", 4, None),
        ("assessed", 1, None),
    }
    assert _numbers(cells_of(release)) == set()
    assert {cell.kind for cell in cells_of(release)} == {"insufficient"}
    assert {(m.mean, m.mean_low, m.mean_high, m.n_cells) for m in means_of(release)} == {
        (None, None, None, 0)
    }
    told = release.metadata["disclosure"]
    assert (told["blocks"], told["withheld"], told["smallest_group"]) == (0, 182, None)
    assert told["note"].startswith("Every group has fewer than 5 people: only their sizes")
    assert "No figure can be published" in page(staff, f"/staff/rounds/{open_round.pk}/result/")


def _numbers(cells):
    every = (value for cell in cells for value in cell.figures.values())
    return {value for value in every if value is not None and value is not False}


def test_a_release_with_figures_has_no_such_note(closed_round):
    assert "note" not in Release.objects.get(round=closed_round).metadata["disclosure"]
