import pytest

from surveys.models.round import Round
from surveys.watching import PAUSE
from surveys.watching_wording import watch
from tests import factories
from tests.surveys.test_watching import let_pass
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import let_a_day_pass, parties


@pytest.fixture
def filling(open_round) -> Round:
    """Five of China have submitted, three of Japan, nobody of the others; two assessors."""
    for side, number in (("PRC", 5), ("JPN", 3)):
        for _ in range(number):
            factories.respond(open_round, side=side)
    for side in ("JPN", "USA", "USA"):
        for _ in range(2):
            walking.invite(open_round, side=side)
    for side in ("PRC", "USA"):
        factories.respond(open_round, "assessor", side)
    let_a_day_pass(open_round)
    return open_round


def dyad(seen, first: str, second: str) -> str:
    names = parties()
    return dict(seen.dyads)[f"{names[first]} – {names[second]}"]


def test_it_says_what_is_missing_and_of_whom(filling):
    seen, names = watch(filling), parties()
    assert len(seen.dyads) == 6
    assert dyad(seen, "PRC", "JPN") == f"not yet: 2 more from {names['JPN']}"
    assert dyad(seen, "JPN", "USA") == (
        f"not yet: 2 more from {names['JPN']}, 5 more from {names['USA']}"
    )
    assert seen.panel == ("To be set against the panel's view every dyad needs 3 more assessors.")
    assert seen.too_small == [
        f"{names['JPN']}: 2 more needed",
        f"{names['ROK']}: 5 more needed, and too few are invited",
        f"{names['USA']}: 5 more needed, and too few are invited",
    ]
    for _ in range(2):
        factories.respond(filling, side="JPN")
    for _ in range(2):
        factories.respond(filling, "assessor", "JPN")
    let_a_day_pass(filling)
    seen = watch(filling)
    assert dyad(seen, "PRC", "JPN") == "can be published"
    assert "needs 1 more assessor." in seen.panel
    factories.respond(filling, "assessor", "JPN")
    let_a_day_pass(filling)
    assert "large enough" in watch(filling).panel


def test_it_knows_no_more_than_the_numbers_that_are_shown(filling):
    """Whoever could see a dyad become publishable would see the fifth person submit."""
    before = watch(filling)
    for _ in range(2):
        factories.respond(filling, side="JPN")
    let_pass(PAUSE)
    after = watch(filling)
    assert after.dyads == before.dyads
    assert (after.too_small, after.withheld) == (before.too_small, before.withheld)


def test_what_closing_would_withhold(filling):
    seen, names = watch(filling), parties()
    assert seen.withheld_codes == "JPN ROK USA panel"
    assert seen.withheld["JPN"] == f"{names['JPN']}: 3 submitted"
    assert seen.withheld["ROK"] == f"{names['ROK']}: 0 submitted"


def test_once_it_has_closed_nothing_more_is_asked_for(filling):
    names = parties()
    seen = watch(factories.close(filling))
    assert not seen.lags
    assert seen.summary == "10 of 16 invited have submitted."
    assert dyad(seen, "PRC", "JPN") == f"withheld, too few answered: {names['JPN']}"
    assert f"{names['JPN']}: too few, withheld" in seen.too_small
    assert "too few assessors answered" in seen.panel
    assert {row.expired for row in seen.rows} == {0, 2, 4}


def test_without_assessors_there_is_nothing_to_set_against(open_round):
    walking.invite(open_round)
    seen = watch(open_round)
    assert seen.panel.startswith("No assessor is invited")
    assert [row.side for row in seen.rows] == [parties()["PRC"]]


def test_the_moment_of_counting_is_told_in_the_zone_of_the_round(open_round):
    Round.objects.update(closes_zone="Asia/Seoul")
    open_round.refresh_from_db()
    summary = watch(open_round).summary
    assert summary.startswith("Counted on ")
    assert "(Korean Standard Time, UTC+09:00): 0 of 0 invited have submitted." in summary
