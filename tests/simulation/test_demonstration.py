"""The demonstration is built once, by the functions that serve real people, and then kept."""

import json
import stat

import pytest

from analytics.models import Block, Change, Release
from simulation.demonstration import build_demonstration, is_of_an_earlier_version
from surveys import facilitating, inviting
from surveys.models.audit import AnswerAudit
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating
from surveys.models.round import Round
from surveys.models.staff import User
from surveys.models.study import Study
from tests import factories
from tests.analytics.api.contract import assert_api_is_the_archive

pytestmark = pytest.mark.slow

SIDES = ["PRC", "JPN", "ROK", "USA"]


@pytest.fixture
def path(tmp_path, db):
    with factories.no_scrubbing():
        yield tmp_path / "demo.json"


def at_once(work):
    """What begins some work in another process, in this one."""
    work()
    return lambda: None


def test_it_is_made_by_the_real_path_and_made_once(path, client):
    description = build_demonstration(path, begin=at_once)
    assert json.loads(path.read_text()) == description
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first, release = Release.objects.order_by("round__number")
    assert str(release.pk) == description["release"]
    assert {first.audience, release.audience} == {"researchers"}
    assert first.round.simulated
    assert release.round.simulated
    assert Study.objects.get().simulated
    sides = {(side, 12) for side in SIDES}
    assert _groups(first) == sides | {("panel", 12)}
    assert _groups(release) == sides | {(f"panel/{side}", 5) for side in SIDES}
    assert Change.objects.filter(matrix__release=release).exists()
    files = Job.objects.filter(kind="files").values_list("argument", "state")
    assert set(files) == {(str(first.pk), "queued"), (str(release.pk), "queued")}
    acts = list(AnswerAudit.objects.values_list("act", flat=True))
    assert acts.count("open_envelopes") == acts.count("widen") == 2
    assert Round.objects.get(pk=description["round"]).state == "open"
    assert not Envelope.objects.filter(round=release.round).exists()
    invited = inviting.invitation_counts(release.round)
    assert invited["participant", "ROK"] == {"invited": 12, "began": 12}
    assert invited["assessor", "ROK"] == {"invited": 5, "began": 5}
    assert not is_of_an_earlier_version()
    headers = {"Authorization": f"Bearer {description['researcher_token']}"}
    assert_api_is_the_archive(
        lambda path, **query: client.get(
            f"/api/v1/releases/{release.pk}/{path}", query, headers=headers
        ),
        release,
    )
    _check_again(path, description)


def _check_again(path, description):
    """The second time keeps everything but a link that was used up."""
    ratings = set(Rating.objects.values_list("pk", flat=True))
    used = description["participant_links"]["JPN"].rstrip("/").rsplit("/", 1)[-1]
    Invitation.objects.filter(token_digest=inviting.digest(used)).update(state="used")
    after = build_demonstration(path)
    assert set(Rating.objects.values_list("pk", flat=True)) == ratings
    changed = {side for side in SIDES if _link(after, side) != _link(description, side)}
    assert changed == {"JPN"}
    for kept in ("assessor_link", "facilitator", "researcher_token", "release", "round"):
        assert after[kept] == description[kept]
    who = after["facilitator"]
    assert User.objects.get(username=who["username"]).check_password(who["password"])
    Round.objects.filter(number=1).update(modules=[])
    assert is_of_an_earlier_version()
    facilitating.request_closing(round=Round.objects.get(pk=description["round"]), by="test")
    assert build_demonstration(path)["round"] != description["round"]


def _groups(release):
    return set(Block.objects.filter(release=release).values_list("group", "n"))


def _link(description, side):
    return description["participant_links"][side]
