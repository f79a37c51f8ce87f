from surveys.last_results import ShownCount, shown_counts
from surveys.models.round import Round

KEY = "PRC>JPN:military"
LEVELS = [[3, 5], [6, 8], [6, 8]]
STORED = {
    "counts": {
        KEY: [
            {"group": "JPN", "lens": "predicted", "n": 8, "at_least": LEVELS},
            {"group": "JPN", "lens": "avowed", "n": 9, "at_least": LEVELS},
            {"group": "PRC", "lens": "perceived", "n": 7, "at_least": LEVELS},
        ]
    }
}
AS_PUBLISHED = ((3, 5), (6, 8), (6, 8))


def shown(shows, side, seat="participant", key=KEY, stored=STORED):
    round = Round(shows_last_round=shows, last_results=stored)
    return shown_counts(round, seat, side, key)


def test_ones_own_side_alone():
    assert shown("own", "PRC") == [ShownCount("PRC", "perceived", 7, AS_PUBLISHED)]
    assert [count.n for count in shown("own", "JPN")] == [8, 9]
    assert shown("own", "USA") == []


def test_all_sides_ones_own_first():
    assert [(c.side, c.lens) for c in shown("all", "PRC")] == [
        ("PRC", "perceived"),
        ("JPN", "predicted"),
        ("JPN", "avowed"),
    ]
    assert [c.side for c in shown("all", "JPN")] == ["JPN", "JPN", "PRC"]


def test_an_assessor_sees_nothing_nor_does_anybody_of_a_round_that_shows_nothing():
    assert shown("all", "PRC", seat="assessor") == []
    assert shown("all", "PRC", key="PRC>JPN:other") == []
    assert shown("", "PRC", stored={}) == []
