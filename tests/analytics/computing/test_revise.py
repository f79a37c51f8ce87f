"""A better method gives a new revision, from the published blocks alone; old ones are kept."""

import hashlib
from dataclasses import replace
from io import StringIO
from types import MappingProxyType

import pytest
from django.core.management import CommandError, call_command

from analytics import SOFTWARE
from analytics.computing import gap_matrix, revise
from analytics.computing.revise import NothingNewError, recomputed, revise_release
from analytics.measures.rounding import figure
from analytics.models import GapMatrix, Release
from analytics.release import method
from analytics.release.canonical import canonical, checksum_of_changes
from analytics.release.method import METHOD
from analytics.release.publish import publish_round
from analytics.release.queries import cells_of, changes_of, content_of, means_of, revisions_of
from surveys.audit_verifying import faults_of
from surveys.models.audit import AnswerAudit
from surveys.models.response import Response
from surveys.models.round import Round
from tests import factories
from tests.analytics.api.whole import whole_release
from tests.analytics.made import LOW, blocks_for, content, feared, make_release, not_converging
from tests.analytics.release.triggered import triggers

RANKS = {"c_delta_uniform": 0.25, "c_delta_minimum_entropy": None}

EDITION = METHOD["edition"]


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def later(monkeypatch):
    """The program after a change of method: points are turned round."""

    def change(edition=EDITION + 1, sign=-1):
        monkeypatch.setattr(method, "METHOD", METHOD | {"edition": edition})
        compute = gap_matrix.gap_cells

        def turned(blocks, *others):
            return [
                replace(cell, figures={**cell.figures, "delta": figure(sign * (cell.delta or 0.0))})
                for cell in compute(blocks, *others)
            ]

        monkeypatch.setattr(gap_matrix, "gap_cells", turned)

    return change


def test_the_same_method_gives_nothing_new(release):
    with pytest.raises(NothingNewError, match="revision 1 was computed by this very method"):
        revise_release(release=release, by="ada")
    assert GapMatrix.objects.count() == 1
    assert not AnswerAudit.objects.filter(act="revise").exists()


def test_another_version_with_the_same_method_gives_nothing_new(release, monkeypatch):
    monkeypatch.setattr(revise, "SOFTWARE", SOFTWARE | {"version": "99"})
    with pytest.raises(NothingNewError):
        revise_release(release=release, by="ada")


def test_a_later_method_gives_a_revision_and_keeps_the_old(release, later):
    first, told = content_of(release), (release.checksum, release.metadata)
    later()
    with triggers():
        result = revise_release(release=release, by="ada")
    assert (result.revision, GapMatrix.objects.count()) == (2, 2)
    assert content_of(release, revision=1) == first
    now = Release.objects.get()
    assert (now.checksum, now.metadata) == told
    assert [c.delta for c in cells_of(release)] == [-c.delta for c in first.cells]
    assert [m.mean for m in means_of(release)] == [-m.mean for m in first.means]
    assert means_of(release, 1) == list(first.means)
    with pytest.raises(NothingNewError, match="revision 2"):
        revise_release(release=release, by="ada")


def test_revisions_are_numbered_on(release, later):
    later(EDITION + 1)
    revise_release(release=release, by="ada")
    later(EDITION + 2)
    assert revise_release(release=release, by="ada").revision == 3
    assert [r.number for r in revisions_of(release)] == [1, 2, 3]
    editions = [revision.metadata["method"]["edition"] for revision in revisions_of(release)]
    assert editions == [EDITION, EDITION + 1, EDITION + 2]
    assert cells_of(release) == cells_of(release, revision=3) == cells_of(release, revision=1)


def test_what_a_revision_says_of_itself(release, later):
    later()
    result = revise_release(release=release, by="ada")
    assert result.metadata == {
        "release": str(release.pk),
        "revision": 2,
        "revises": release.checksum,
        "method": METHOD | {"edition": EDITION + 1, "thresholds": release.round.thresholds},
        "software": SOFTWARE,
        "changes": {"rows": 0, "checksum": hashlib.sha256(b"[]").hexdigest()},
        "carried_over": {"from_revision": 1, "figures": []},
    }
    kept = GapMatrix.objects.get(revision=2)
    told = canonical(kept.metadata, content_of(release))
    assert kept.checksum == result.checksum == hashlib.sha256(told).hexdigest()


def test_a_revision_says_why_it_has_no_pooled_figures(release, later):
    later(sign=1)
    with not_converging():
        result = revise_release(release=release, by="ada")
    assert result.metadata["pooling"] == {"problem": "not converged"}
    assert "pooling" not in release.metadata


def test_revising_is_in_the_audit_chain(release, later):
    later()
    result = revise_release(release=release, by="ada")
    entry = AnswerAudit.objects.get(act="revise")
    assert (entry.actor, entry.subject) == ("ada", str(release.pk))
    assert entry.detail == {"revision": 2, "checksum": result.checksum}
    assert list(faults_of(AnswerAudit)) == []


def test_the_thresholds_are_those_that_the_release_tells(study, later):
    release = make_release(study)
    kinds = [c.kind for c in cells_of(release)]
    Round.objects.update(thresholds={"gaps": {"least_classified": 99}, "changes": {}})
    later(sign=1)
    release.round.refresh_from_db()
    revise_release(release=release, by="ada")
    assert [c.kind for c in cells_of(release)] == kinds
    assert "insufficient" not in kinds


def test_answers_are_not_needed(closed_round, later):
    release = Release.objects.get(round=closed_round)
    first = cells_of(release)
    Response.objects.all().delete()
    later(sign=1)
    revise_release(release=release, by="ada")
    assert cells_of(release) == first


def test_nothing_is_left_when_writing_breaks_off(release, later, monkeypatch):
    def fail(**told):
        raise RuntimeError

    later()
    monkeypatch.setattr(revise, "audit_answers", fail)
    with pytest.raises(RuntimeError):
        revise_release(release=release, by="ada")
    assert GapMatrix.objects.count() == 1
    assert len(cells_of(release)) == 91


# --- Changes between rounds -----------------------------------------------------------------------


def test_changes_are_computed_from_the_blocks_of_both_rounds(study, later):
    whole_release(study)
    second = whole_release(study, turn=1)
    first = changes_of(second)
    later(sign=1)
    result = revise_release(release=second, by="ada")
    assert changes_of(second) == first != []
    told = {"rows": len(first), "checksum": checksum_of_changes(content_of(second))}
    assert result.metadata["changes"] == told == second.metadata["changes"]


def test_a_round_that_was_compared_with_none_stays_so(study, later):
    """Though an earlier round may have been released since."""
    earlier = factories.make_round(study, state="draft")
    second = whole_release(study, turn=1)
    publish_round(round=earlier, content=content(blocks_for(earlier, feared)))
    later(sign=1)
    revise_release(release=second, by="ada")
    assert changes_of(second) == []


# --- What only one person's answers together can tell ---------------------------------------------


def ranked(study, figures=MappingProxyType(RANKS)):
    """A release in which one question has ranks."""
    round = factories.make_round(study, state="draft")
    told = content(blocks_for(round, lambda question, lens: LOW))
    first, *rest = told.cells
    one = replace(first, figures={**first.figures, **figures})
    return publish_round(round=round, content=replace(told, cells=[one, *rest]))


def test_ranks_are_carried_over_and_named(study, later):
    release = ranked(study)
    later()
    result = revise_release(release=release, by="ada")
    one, other, *_ = cells_of(release)
    assert {name: one.figures[name] for name in RANKS} == RANKS
    assert not set(RANKS) & set(other.figures)
    assert one.delta == -cells_of(release, revision=1)[0].delta
    assert result.metadata["carried_over"] == {"from_revision": 1, "figures": sorted(RANKS)}


def test_what_the_method_computes_is_not_carried_over(study):
    release = ranked(study, {**RANKS, "delta": 0.123, "of_another_method": 1})
    (one, *_), told = recomputed(release).cells, cells_of(release)[0]
    assert (told.delta, one.delta) == (0.123, 0.0)
    assert "of_another_method" not in one.figures


# --- The command ----------------------------------------------------------------------------------


def run(*arguments):
    out = StringIO()
    call_command("revise_release", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_revises_and_tells(study, later):
    release = ranked(study)
    later()
    told = run(str(release.pk))
    result = GapMatrix.objects.get(revision=2)
    assert told.startswith(f"Revision 2, SHA-256 {result.checksum}: 91 cells, 0 of them")
    assert "Carried over from revision 1: c_delta_minimum_entropy, c_delta_uniform." in told
    assert AnswerAudit.objects.get(act="revise").actor == "operator"


def test_the_command_says_that_there_is_nothing_new(release):
    with pytest.raises(CommandError, match="Nothing was written: revision 1 was computed by"):
        run(str(release.pk))


@pytest.mark.parametrize("wrong", ["no-such-id", "00000000-0000-4000-8000-000000000000"])
def test_the_command_knows_no_other_release(db, wrong):
    with pytest.raises(CommandError, match="There is no release"):
        run(wrong)


def test_a_revision_keeps_to_the_cut_of_its_release(study, later):
    """Its blocks withstand two colleagues, and its method says so still."""
    release = make_release(study, withstands=2)
    later(sign=1)
    told = revise_release(release=release, by="test").metadata["method"]
    assert told["blocks"] == release.metadata["method"]["blocks"] != METHOD["blocks"]
    assert told["claim"] == release.metadata["method"]["claim"]
