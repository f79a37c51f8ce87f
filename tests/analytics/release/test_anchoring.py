import pytest
from django.db.models import QuerySet

from analytics.models import Release
from analytics.release.anchoring import anchors_of_releases, audit_metadata
from surveys.audit_verifying import Kind, verify
from surveys.auditing import audit_answers
from surveys.models.audit import AnswerAudit
from tests.analytics.made import make_release


@pytest.fixture(autouse=True)
def _no_file(settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "anchors"


@pytest.fixture
def release(study):
    audit_answers(by="ada", act="open_round", subject="it")
    return make_release(study)


def test_a_release_says_how_far_the_audit_went_before_it_was_published(release):
    published = AnswerAudit.objects.get(act="publish")
    before = AnswerAudit.objects.get(number=published.number - 1)
    assert release.metadata["audit"] == {"entries": before.number, "head": before.digest}
    (anchor,) = anchors_of_releases()
    assert anchor.source == f"release {release.pk}"
    assert (anchor.entries, anchor.head) == (before.number, before.digest)
    assert verify() == []


def test_what_was_audited_before_a_release_cannot_be_removed(release):
    entries = release.metadata["audit"]["entries"]
    AnswerAudit.objects.filter(number__gte=entries).delete()
    (fault,) = verify()
    assert (fault.kind, fault.first, fault.last) == (Kind.REMOVED, entries, entries)
    assert fault.source == f"release {release.pk}"


def test_an_empty_chain_and_an_earlier_release_have_no_anchor(release):
    metadata = {name: said for name, said in release.metadata.items() if name != "audit"}
    # Past the model, which refuses, to what an earlier version published.
    QuerySet(Release).filter(pk=release.pk).update(metadata=metadata)
    assert list(anchors_of_releases()) == []
    AnswerAudit.objects.all().delete()
    assert audit_metadata() == {}


def test_a_closed_round_is_published_with_its_anchor(closed_round):
    release = Release.objects.get(round=closed_round)
    entry = AnswerAudit.objects.get(number=release.metadata["audit"]["entries"])
    assert (entry.act, entry.digest) == ("open_envelopes", release.metadata["audit"]["head"])
