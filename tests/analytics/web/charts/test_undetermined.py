"""Bars from the least share to the greatest, which have no middle."""

from analytics.web.charts.undetermined import Bar, undetermined

DYADS = [
    ("Japan → DPRK", [Bar("Participants", 0.25, 0.5, "25 to 50 %"), Bar("Panel", 0.0, 1.0, "all")]),
    ("Japan → PRC", [Bar("Participants", None, None, "–"), Bar("Panel", 0.1, 0.1, "10 %")]),
]


def test_each_group_has_a_bar_from_end_to_end_in_each_dyad():
    participants, panel = undetermined(DYADS)["data"]
    assert participants["x"] == [25, 50, None]
    assert panel["x"] == [0, 100, None, 10, 10, None]
    assert participants["hovertext"][0] == "Japan → DPRK<br>Participants<br>25 to 50 %"
    assert participants["line"]["width"] > panel["line"]["width"]


def test_dyads_go_down_and_what_is_not_published_keeps_its_place():
    figure = undetermined(DYADS)
    participants, panel = figure["data"]
    assert participants["y"][0] < panel["y"][0] < panel["y"][3]
    names = {note["text"]: note["y"] for note in figure["layout"]["annotations"]}
    assert names["Japan → DPRK"] < participants["y"][0] < names["Japan → PRC"] < panel["y"][3]
    alone = undetermined([(name, bars[1:]) for name, bars in DYADS])["layout"]["height"]
    assert figure["layout"]["height"] > alone
    assert figure["layout"]["yaxis"]["range"] == [figure["layout"]["height"] - 50, 0]


def test_words_are_escaped():
    (trace,) = undetermined([("A <b>", [Bar("Panel", 0.0, 0.5, "x")])])["data"]
    assert trace["hovertext"][0].startswith("A &lt;b&gt;")
