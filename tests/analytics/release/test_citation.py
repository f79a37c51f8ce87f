"""Whom a release names is fixed when it is published; its DOI comes afterwards, beside it."""

import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.models import ReleaseDOI
from analytics.release.canonical import canonical
from analytics.release.citation import citation
from analytics.release.dois import NoDOIError, doi_of, dois_of, record_doi
from analytics.release.queries import content_of
from surveys.models.audit import AnswerAudit
from tests.analytics.answered import released

DOI = "10.5281/zenodo.42"
ATTRIBUTION = {
    "creators": [
        {"name": "王缉思", "kind": "person", "latin": "Wang Jisi"},
        {"name": "Institute", "kind": "organisation"},
    ],
    "publisher": {"name": "Forum Press"},
    "licence": "CC-BY-4.0",
}


@pytest.fixture
def named(study):
    study.attribution = ATTRIBUTION
    study.save()
    return released(study)


def test_a_release_keeps_whom_the_study_named_when_it_was_published(study, named):
    study.attribution = {}
    study.save()
    named.refresh_from_db()
    assert named.metadata["attribution"] == ATTRIBUTION
    written = canonical(named.metadata, content_of(named))
    assert hashlib.sha256(written).hexdigest() == named.checksum
    assert named.metadata["licence"] == (
        "Creative Commons Attribution 4.0 International "
        "(https://creativecommons.org/licenses/by/4.0/). Please cite the release."
    )


def test_the_citation_begins_with_the_creators_and_the_year(study, named):
    assert citation(named) == (
        f"王缉思 (Wang Jisi); Institute (2026): {study.title['en']}, First round; Forum Press; "
        f"closed 2026-11-20; release {named.pk}; SHA-256 {named.checksum[:16]}."
    )


def test_without_creators_the_citation_is_as_it_was(study):
    release = released(study, simulated=True)
    assert citation(release) == (
        f"{study.title['en']}, First round; closed 2026-11-20; release {release.pk}; "
        f"SHA-256 {release.checksum[:16]}. Simulated data."
    )
    assert release.metadata["licence"].startswith("For use as agreed")


def test_releases_of_before_it_are_cited_too(study):
    release = released(study)
    del release.metadata["attribution"]
    assert citation(release).startswith(f"{study.title['en']}, ")


def test_a_doi_is_recorded_changed_and_taken_away(named):
    checksum = named.checksum
    assert doi_of(named) == ""
    assert record_doi(release=named, doi=f"https://doi.org/{DOI}", by="alice") == DOI
    assert (doi_of(named), dois_of([named])) == (DOI, {named.pk: DOI})
    assert citation(named, DOI).endswith(f". https://doi.org/{DOI}")
    record_doi(release=named, doi="10.7910/DVN/ABC", by="alice")
    record_doi(release=named, doi="", by="alice")
    assert not ReleaseDOI.objects.exists()
    named.refresh_from_db()
    assert named.checksum == checksum
    entries = AnswerAudit.objects.filter(act="record_doi").order_by("number")
    assert [(e.actor, e.subject, e.detail) for e in entries] == [
        ("alice", str(named.pk), {"before": "", "after": DOI}),
        ("alice", str(named.pk), {"before": DOI, "after": "10.7910/DVN/ABC"}),
        ("alice", str(named.pk), {"before": "10.7910/DVN/ABC", "after": ""}),
    ]


def test_the_same_doi_again_is_no_act(named):
    record_doi(release=named, doi=DOI, by="alice")
    record_doi(release=named, doi=f"doi:{DOI}", by="bob")
    assert AnswerAudit.objects.filter(act="record_doi").count() == 1


def test_what_is_no_doi_is_refused(named):
    with pytest.raises(NoDOIError):
        record_doi(release=named, doi="zenodo.42", by="alice")
    assert doi_of(named) == ""


def test_the_operator_records_it_by_a_command(named):
    said = StringIO()
    call_command("record_doi", str(named.pk), f"doi:{DOI}", stdout=said)
    assert (doi_of(named), said.getvalue()) == (DOI, f"The release has the DOI {DOI}.\n")
    assert AnswerAudit.objects.get(act="record_doi").actor == "operator"
    with pytest.raises(CommandError, match=r"'x' is no DOI: .* Nothing was written"):
        call_command("record_doi", str(named.pk), "x")
    call_command("record_doi", str(named.pk), "", stdout=said)
    assert doi_of(named) == ""
