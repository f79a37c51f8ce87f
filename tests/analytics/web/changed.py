"""Changes of each kind, as a release has them."""

from analytics.release.rows import ChangeRow

NAMES = (
    "level_shift",
    "level_shift_low",
    "level_shift_high",
    "level_shift_low_90",
    "level_shift_high_90",
    "wasserstein",
    "iqr_after",
    "share_near_median",
)
NOTHING = dict.fromkeys((*NAMES, "consensus"))
UP = NOTHING | {
    "level_shift": 0.913,
    "level_shift_low": 0.104,
    "level_shift_high": 1.46,
    "consensus": True,
}
DOWN = NOTHING | {
    "level_shift": -0.8,
    "level_shift_low": -1.2,
    "level_shift_high": -0.3,
    "consensus": False,
}


def changed(movement="too few to say", figures=NOTHING, **fields):
    about = {
        "perceiver": "PRC",
        "target": "JPN",
        "item": "military",
        "item_kind": "concern",
        "domain": "military",
        "position": 1,
        "lens": "perceived",
        "group": "PRC",
        "round_before": 1,
        "n_before": 12,
        "n_after": 11,
    }
    return ChangeRow(**about | fields, movement=movement, figures=figures)


ROSE = changed("rose", UP)
FELL = changed("fell", DOWN, lens="assessed", group="panel", n_after=20)
FEW = changed(lens="predicted", group="JPN", n_after=4)
STEADY = changed("steady", UP, perceiver="JPN", target="PRC", group="JPN", position=9)
SITUATION = changed(
    "steady",
    UP,
    perceiver="",
    target="",
    item="middle",
    item_kind="vignette",
    lens="anchored",
    group="panel",
    position=96,
)
