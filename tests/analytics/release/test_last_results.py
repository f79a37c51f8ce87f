"""What a round shows of the last one: no more than its release lets participants see."""

import pytest

from analytics.models import Release
from analytics.release.audience import widen
from analytics.release.last_results import last_results
from analytics.release.queries import blocks_of
from surveys import facilitating
from surveys.models.audit import AnswerAudit
from surveys.module_rules import NothingToShowError
from tests import factories

KEY = "PRC>JPN:military"


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def first(study):
    """Eight participants of the PRC and Japan each, and four of the ROK."""
    round = factories.make_round(study, document=factories.short(), modules=["predicted"])
    for side, people in (("PRC", 8), ("JPN", 8), ("ROK", 4)):
        for person in range(people):
            factories.respond(round, side=side, marks=3 if person < 5 else 1)
    return factories.close(round)


@pytest.fixture
def release(first):
    return Release.objects.get(round=first)


def later(study, shows, **fields):
    document = factories.short()
    return factories.make_round(
        study, state="draft", document=document, shows_last_round=shows, **fields
    )


def opened(round):
    facilitating.open_round(round=round, by="f", allow_drafts=True)
    round.refresh_from_db()
    return round


@pytest.mark.parametrize(
    ("audience", "shown"),
    [("held", set()), ("sides", {"own"}), ("room", {"own", "all"}), ("public", {"own", "all"})],
)
def test_only_what_the_audience_of_the_release_lets_participants_see(
    study, release, audience, shown
):
    Release.objects.filter(pk=release.pk).update(audience=audience)
    for shows in ("own", "all"):
        assert bool(last_results(later(study, shows))) is (shows in shown)


def test_counts_are_those_published(study, first, release):
    widen(release=release, to="room", by="f")
    results = last_results(later(study, "all"))
    assert results["release"] == str(release.pk)
    assert results["round"] == {
        "title": first.title,
        "closed_on": first.closed_on.isoformat(),
    }
    counts = results["counts"][KEY]
    assert counts == [
        # Five of eight answered serious, all of them low or more: 8 is cut into 0-2, 3-5, 6-8.
        {
            "group": group,
            "lens": lens,
            "n": 8,
            "at_least": [(3, 5), (3, 5), (6, 8)],
        }
        for lens, group in (("perceived", "PRC"), ("predicted", "JPN"))
    ]
    stored = {(row.key, row.lens, row.group) for row in blocks_of(release) if row.cumulative}
    told = {
        (key, count["lens"], count["group"])
        for key, of_question in results["counts"].items()
        for count in of_question
    }
    assert told <= stored


def test_nothing_is_told_of_a_side_of_fewer_than_five(study, release):
    widen(release=release, to="room", by="f")
    counts = last_results(later(study, "all"))["counts"]
    assert {count["group"] for of in counts.values() for count in of} == {"PRC", "JPN"}


def test_it_is_fixed_at_opening_and_audited(study, release):
    widen(release=release, to="room", by="f")
    round = opened(later(study, "own"))
    assert round.last_results["release"] == str(release.pk)
    entry = AnswerAudit.objects.filter(act="open_round").order_by("number").last()
    assert entry.detail["shows_last_round"] == "own"


def test_a_round_that_shows_nothing_holds_nothing(study, release):
    widen(release=release, to="room", by="f")
    assert opened(later(study, "")).last_results == {}


def test_what_participants_may_not_see_stops_the_opening(study, release):
    widen(release=release, to="sides", by="f")
    with pytest.raises(NothingToShowError):
        opened(later(study, "all"))


def test_the_release_of_a_round_says_that_it_showed_the_last_one(study, release):
    assert "shown_to_participants" not in release.metadata
    widen(release=release, to="room", by="f")
    round = opened(later(study, "all"))
    for _ in range(5):
        factories.respond(round, marks=2)
    factories.close(round)
    assert Release.objects.get(round=round).metadata["shown_to_participants"] == {
        "sides": "all",
        "release": str(release.pk),
    }


def test_a_simulated_round_is_not_shown_in_a_real_one(study, first, release):
    widen(release=release, to="room", by="f")
    assert last_results(later(study, "all", simulated=True)) == {}
