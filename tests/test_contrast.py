"""The colours of the pages: readable on a phone in the sun, on light and on dark ground."""

import re
from itertools import product
from pathlib import Path

import pytest

STYLES = (Path(__file__).parent.parent / "static/css/site.css").read_text()
TOKENS = STYLES.partition("@layer tokens {")[2].partition("@layer base {")[0]
GROUNDS = ("paper", "sheet")

# What WCAG 2.2 asks for: AAA for what is read at length, AA for the rest, 3 to 1 for outlines.
TEXT = [
    *(("ink", ground, 7.0) for ground in (*GROUNDS, "accent-tint", "umber-tint", "close")),
    *(("ink", f"{way}-{depth}", 4.5) for way, depth in product(("above", "below"), (1, 2))),
    *(("on-deep", f"{way}-3", 4.5) for way in ("above", "below")),
    *(("ink-soft", ground, 4.5) for ground in (*GROUNDS, "accent-tint", "umber-tint")),
    *(("accent", ground, 4.5) for ground in (*GROUNDS, "accent-tint")),
    *(("accent-strong", ground, 4.5) for ground in GROUNDS),
    *(("umber", ground, 4.5) for ground in (*GROUNDS, "umber-tint")),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
]
OUTLINES = [(line, ground, 3.0) for line in ("edge", "accent", "umber") for ground in GROUNDS]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


LIGHT_BLOCK, DARK_BLOCK = TOKENS.split("prefers-color-scheme: dark")
SCHEMES = {"light": colours(LIGHT_BLOCK), "dark": colours(DARK_BLOCK)}


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2, of an sRGB colour written as #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_both_schemes_name_the_same_colours():
    assert SCHEMES["light"].keys() == SCHEMES["dark"].keys()
    assert len(SCHEMES["light"]) > 15


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_pair_stands_out_enough(scheme):
    named = SCHEMES[scheme]
    measured = {
        f"{front} on {back}": (round(contrast(named[front], named[back]), 2), least)
        for front, back, least in [*TEXT, *OUTLINES]
    }
    assert {pair: ratio for pair, ratio in measured.items() if ratio[0] < ratio[1]} == {}
