"""Figures to take away say what the page says, can be read without eyes, and name their source."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from PIL import Image

from analytics.release.citation import citation
from analytics.release.queries import means_of
from analytics.web.access import Reader
from analytics.web.figures import drawn
from analytics.web.links import token_of
from surveys.access import Role
from tests.analytics.answered import released
from tests.analytics.made import feared, make_release
from tests.analytics.web.heatmap_page.tables import signed
from tests.analytics.web.test_change_page import FELL, ROSE
from tests.test_contrast import SCHEMES

LENSES = ("perceived", "assessed", "predicted", "avowed")
NAMES = ["threat", "image", "empathy", "threat-concerns", "empathy-concerns", "PRC-JPN", "JPN-PRC"]


@pytest.fixture
def release(study):
    return make_release(study, lenses=LENSES, audience="room")


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def url(release, name, end):
    return reverse(f"chart_{end}", args=[release.pk, name])


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_drawn_as_svg_named_described_and_cited(staff, release, name):
    reply = staff.get(url(release, name, "svg"))
    svg = reply.content.decode()
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/svg+xml")
    assert f'filename="{name}-en.svg"' in reply["Content-Disposition"]
    assert 'role="img" aria-labelledby="title description"' in svg
    (described,) = re.findall(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL)
    assert citation(release) in unescape(described)
    # Letters are drawn, so that no reader's fonts are needed; nothing is fetched or run.
    assert not re.search(r"<text|<script|href=.https?:", svg)
    assert svg.count("<use") > 50


@pytest.mark.parametrize("name", ["threat", "PRC-JPN"])
def test_a_figure_is_drawn_as_png_with_the_same_words(staff, release, name):
    reply = staff.get(url(release, name, "png"))
    assert reply["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(reply.content)) as image:
        assert image.width > 1200
        assert citation(release) in image.info["Description"]
        assert image.info["Title"]
        colours = {colour for _count, colour in image.getcolors(1 << 24)}
    assert (0xFF, 0xFE, 0xFA) in colours
    if name == "threat":
        assert (0x7F, 0x3F, 0x17) in colours, "the deepest colour above"


def figure_of(release, name):
    with translation.override("en"):
        return drawn(Reader(release, Role.OWNER), name)


def test_the_matrix_says_the_figures_of_the_release(release):
    for gap in ("threat", "image", "empathy"):
        figure = figure_of(release, gap)
        means = {(m.perceiver, m.target): m for m in means_of(release) if m.gap == gap}
        for row, perceiver in zip(figure.data["rows"], ("PRC", "JPN", "ROK", "USA"), strict=True):
            for cell, target in zip(row["cells"], ("PRC", "JPN", "ROK", "USA"), strict=True):
                if cell is None:
                    assert perceiver == target
                    continue
                value, low, high = means[perceiver, target].pooled_estimate
                assert cell["lines"][:2] == [signed(value), f"{signed(low)} to {signed(high)}"]
        assert figure.words[0].startswith(
            f"PRC toward Japan: {figure.data['rows'][0]['cells'][1]['lines'][0]}"
        )


def test_the_groups_stand_where_the_page_has_them(release):
    figure = figure_of(release, "PRC-JPN")
    assert figure.title == "PRC → Japan"
    assert [group["lens"] for group in figure.data["groups"]] == [
        "perceived",
        "predicted",
        "assessed",
        "avowed",
    ]
    assert len(figure.data["rows"]) == len(figure.words) == 8
    first = figure.data["rows"][0]
    assert [place["lens"] for place in first["places"]] == [
        g["lens"] for g in figure.data["groups"]
    ]
    assert first["findings"][0].startswith("panel: ")
    assert figure.words[0].startswith(f"{first['name']}: Participants ")


def test_the_shifts_are_those_of_the_change_page(staff, study, release):
    later = released(study, changes=[ROSE, FELL])
    figure = figure_of(later, "change")
    assert figure.title == "Where has participants' concern risen or fallen?"
    assert figure.data["subtitle"].startswith("Shift since round 1 in levels")
    (row,) = figure.data["rows"]
    assert (row["name"], row["cells"]) == (
        "PRC → Japan",
        [{"class": "gap-above-1", "lines": ["+0.91", "+0.10 to +1.46"]}],
    )
    assert figure.words == ["PRC toward Japan: Military, +0.91, +0.10 to +1.46, rose."]
    reply = staff.get(url(later, "change", "svg"))
    (described,) = re.findall(r"<desc[^>]*>(.*?)</desc>", reply.content.decode(), re.DOTALL)
    assert unescape(described) == f"{figure.words[0]} {citation(later)}"
    assert staff.get(url(release, "change", "svg")).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "ja", "ko"])
def test_each_language_has_its_own_letters(staff, release, language):
    staff.cookies["cs2_language"] = language
    reply = staff.get(url(release, "PRC-JPN", "svg"))
    assert f'filename="PRC-JPN-{language}.svg"' in reply["Content-Disposition"]
    assert {"zh-hans": "日本", "ja": "日本", "ko": "일본"}[language] in reply.content.decode()


@pytest.mark.parametrize(
    "name", ["anger", "threat-", "PRC-PRC", "PRC", "PRC-XXX", "-concerns", "."]
)
def test_what_there_is_not_is_not_found(staff, release, name):
    for end in ("svg", "png"):
        assert staff.get(url(release, name, end)).status_code == 404


def test_nothing_is_drawn_of_a_release_without_figures(staff, study):
    small = make_release(study, lambda *_: (0, 0, 0, 0, 0, 0, 4))
    assert staff.get(url(small, "threat", "svg")).status_code == 404
    unasked = make_release(study, feared)
    assert staff.get(url(unasked, "image", "svg")).status_code == 404


def test_the_bearer_of_a_link_has_them_when_the_room_has(client, study, release):
    links = [
        reverse("link_chart_svg", args=[token_of(r.pk), "threat"])
        for r in (release, make_release(study, lenses=LENSES))
    ]
    assert [client.get(link).status_code for link in links] == [200, 404]


def test_their_colours_are_those_of_the_pages_on_light_ground():
    sheet = (Path(settings.BASE_DIR) / "templates/typst/figure.typ").read_text()
    named = dict(re.findall(r'^  ([\w-]+): rgb\("(#[0-9a-f]{6})"\),$', sheet, re.MULTILINE))
    assert len(named) > 10
    assert named == {name: SCHEMES["light"][name] for name in named}
