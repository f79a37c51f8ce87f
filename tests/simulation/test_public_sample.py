"""The public sample is built once, by the functions that serve real people, and then kept."""

import json
from collections import Counter

import pytest

from analytics.models import Release
from analytics.release.queries import cells_of, means_of, records_of
from simulation import demonstration, public_sample, rounds
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.models.staff import ApiToken, StudyRole
from surveys.models.study import Study
from tests import factories
from tests.analytics.api.contract import assert_api_is_the_archive
from tests.factories import welch

pytestmark = pytest.mark.slow

PEOPLE = 100


@pytest.fixture
def path(tmp_path, db):
    with factories.no_scrubbing():
        path = tmp_path / "demo.json"
        path.write_text(json.dumps({"round": "as before"}))
        yield path


def test_it_is_made_by_the_real_path_and_made_once(path, client):
    description = public_sample.build_public_sample(path, participants=PEOPLE)
    assert json.loads(path.read_text()) == description
    assert description["round"] == "as before"
    release = Release.objects.get(pk=description["public"]["release"])
    study = Study.objects.get()
    assert (study.slug, study.simulated, study.keep_large_groups) == ("public-sample", True, True)
    assert (release.audience, release.round.publishes_records) == ("public", True)
    assert not Envelope.objects.exists()
    assert not Invitation.objects.exists()
    groups = Counter(record.group for record in records_of(release))
    assert set(groups.values()) == {PEOPLE}
    assert set(groups) == set(welch().sides)
    for group in release.metadata["records"]["groups"]:
        assert group["k"] >= 10
        assert group["l"] >= 2
    _check_figures(release)
    assert StudyRole.objects.filter(study=study.pk).count() == 2
    assert ApiToken.objects.get().study == study.pk
    _check_api(client, description["public"]["researcher_token"], release)
    _check_again(path, description)


def _check_api(client, token, release):
    def get(path, **query):
        headers = {"Authorization": f"Bearer {token}"}
        return client.get(f"/api/v1/releases/{release.pk}/{path}", query, headers=headers)

    assert_api_is_the_archive(get, release)


def _check_figures(release):
    """Clustered answers give wider limits than independent ones, within the widest there can be."""
    means = [m for m in means_of(release) if m.clustered_mean is not None]
    assert {(m.gap, m.perceiver != m.target) for m in means} == {("image", True)}
    assert len(means) == 12
    for mean in means:
        assert mean.clustered_mean_low < mean.clustered_mean < mean.clustered_mean_high
        assert abs(mean.clustered_mean - mean.mean) < 0.05
        # Unclustered the limits are as if all errors moved together: the widest there can be.
        assert mean.clustered_mean_high - mean.clustered_mean_low < mean.mean_high - mean.mean_low
    ranked = [c for c in cells_of(release) if "c_delta_uniform" in c.figures]
    assert {(c.gap, c.domain) for c in ranked} == {("image", "military")}


def _check_again(path, description):
    responses = set(Response.objects.values_list("pk", flat=True))
    assert public_sample.build_public_sample(path, participants=PEOPLE) == description
    assert set(Response.objects.values_list("pk", flat=True)) == responses
    assert Round.objects.count() == 1


def test_the_demonstration_keeps_the_description_of_the_public_sample(path, monkeypatch):
    path.write_text(json.dumps({"public": {"release": "r"}}))
    first = rounds.SIMULATED_ROUNDS[:1]
    monkeypatch.setattr(rounds, "SIMULATED_ROUNDS", first)
    monkeypatch.setattr(rounds, "PARTICIPANTS_A_SIDE", 1)
    description = demonstration.build_demonstration(path)
    assert description["public"] == {"release": "r"}
