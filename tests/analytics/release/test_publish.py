import hashlib
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from analytics import SOFTWARE
from analytics.models import Block, FrozenError, GapCell, GapMatrix, GapMean, Release
from analytics.release.audience import AUDIENCES, AudienceError, Role, audiences_of, may_read, widen
from analytics.release.canonical import canonical
from analytics.release.citation import citation
from analytics.release.publish import publish_round
from analytics.release.queries import blocks_of, content_of
from analytics.release.rows import Content
from surveys.audit_verifying import faults_of
from surveys.models.audit import AnswerAudit
from tests import factories
from tests.analytics.made import LOW, make_release


@pytest.fixture
def release(study):
    return make_release(study)


def test_the_checksum_is_of_the_canonical_bytes(release):
    content = canonical(release.metadata, content_of(release))
    assert release.checksum == hashlib.sha256(content).hexdigest()
    assert json.loads(content)["metadata"]["release"] == str(release.pk)


def test_canonical_bytes_do_not_depend_on_the_order_of_rows_or_keys(release):
    told = content_of(release)
    metadata = dict(reversed(release.metadata.items()))
    content = canonical(release.metadata, told)
    turned = Content(told.blocks[::-1], told.cells[::-1], told.means[::-1])
    assert canonical(metadata, turned) == content
    for table in ("blocks", "cells", "means"):
        fewer = replace(told, **{table: getattr(told, table)[1:]})
        assert canonical(release.metadata, fewer) != content, table
    assert b'": ' not in content.replace(b'\\"', b"")


def test_the_metadata_tell_how_to_read_and_recompute(release):
    told = release.metadata
    assert told["study"]["slug"] == "forum"
    assert told["round"]["number"] == 1
    assert told["instrument"]["slug"] == "welch2013"
    assert told["instrument"]["checksum"] == release.round.instrument.checksum
    assert (told["method"]["blocks"]["step"], told["method"]["blocks"]["smallest_group"]) == (3, 5)
    assert told["simulated"] is False
    assert told["answers"][0] == "skipped"


def test_the_version_is_that_of_the_project():
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert {"name": project["name"], "version": project["version"]} == SOFTWARE


def test_a_simulated_round_says_so(study):
    release = make_release(study, simulated=True)
    assert release.metadata["simulated"] is True
    assert citation(release).endswith("Simulated data.")


def test_the_citation_names_release_and_checksum(release):
    assert citation(release) == (
        f"Forum, First round; closed 2026-11-20; release {release.pk}; "
        f"SHA-256 {release.checksum[:16]}."
    )


def test_a_round_is_published_once(release):
    again = publish_round(round=release.round, content=Content([], [], []))
    assert again.pk == release.pk
    assert Release.objects.count() == 1
    assert AnswerAudit.objects.filter(act="publish").count() == 1
    assert len(blocks_of(release)) == 182


def test_another_fault_of_the_database_is_not_hidden(study, monkeypatch):
    def fail(*args):
        raise IntegrityError

    monkeypatch.setattr("analytics.release.publish._write", fail)
    with pytest.raises(IntegrityError):
        publish_round(round=factories.make_round(study), content=Content([], [], []))


def test_publishing_is_in_the_audit_chain(release):
    entry = AnswerAudit.objects.get(act="publish")
    assert (entry.subject, entry.detail["checksum"]) == (str(release.pk), release.checksum)
    assert list(faults_of(AnswerAudit)) == []


# --- Frozen --------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Release, Block, GapMatrix, GapCell, GapMean])
def test_what_is_released_stays_as_it_is(release, model):
    row = model.objects.first()
    for change in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(id=row.pk),
    ):
        with pytest.raises(FrozenError):
            change()


def test_an_audience_cannot_be_changed_together_with_data(release):
    with pytest.raises(FrozenError):
        Release.objects.filter(pk=release.pk).update(audience="room", checksum="")


@pytest.mark.parametrize(
    "wrong", [{"n": 4, "cumulative": [[0, 2]] * 6}, {"n": 5, "cumulative": None}]
)
def test_the_database_refuses_counts_of_four_people(release, wrong):
    row = Block(release=release, perceiver="PRC", target="PRK", item="x", position=0, **wrong)
    with pytest.raises(IntegrityError, match="nothing_of_fewer_than_five"), transaction.atomic():
        row.save(force_insert=True)


# --- Audience ------------------------------------------------------------------------------------


def test_an_audience_widens_and_is_audited(release):
    widen(release=release, to="room", by="owner")
    assert Release.objects.get().audience == "room"
    entry = AnswerAudit.objects.get(act="widen")
    assert (entry.actor, entry.detail) == ("owner", {"before": "held", "after": "room"})


@pytest.mark.parametrize("to", ["held", "sides", "room", "everyone"])
def test_an_audience_never_narrows(release, to):
    widen(release=release, to="room", by="owner")
    with pytest.raises(AudienceError):
        widen(release=release, to=to, by="owner")
    assert Release.objects.get().audience == "room"
    assert AnswerAudit.objects.filter(act="widen").count() == 1


def test_a_stale_release_does_not_narrow_the_audience(release):
    stale = Release.objects.get()
    widen(release=release, to="researchers", by="owner")
    with pytest.raises(AudienceError):
        widen(release=stale, to="room", by="owner")


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.OWNER, "held"),
        (Role.FACILITATOR, "held"),
        (Role.AUDITOR, "held"),
        (Role.RESEARCHER, "researchers"),
    ],
)
def test_who_reads_from_when(role, first):
    seen = [audience for audience in AUDIENCES if may_read(Release(audience=audience), role)]
    assert seen == AUDIENCES[AUDIENCES.index(first) :] == audiences_of(role)


def test_without_a_role_only_what_is_public_is_read():
    seen = [audience for audience in AUDIENCES if may_read(Release(audience=audience), None)]
    assert seen == ["public"]


def test_widening_leaves_the_data_as_they_are(study):
    release = make_release(study, lambda question, lens: LOW)
    before = (release.checksum, content_of(release))
    widen(release=release, to="public", by="owner")
    known = Release.objects.get()
    assert (known.checksum, content_of(known)) == before
