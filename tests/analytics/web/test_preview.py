"""A side's own answers, and nothing by which another side's could be inferred."""

import json
import re
from itertools import pairwise

import pytest

from analytics.measures.blocks import protect
from analytics.release.audience import Bearer
from analytics.web.access import Reader
from analytics.web.links import token_of
from analytics.web.pages.preview import preview
from tests.analytics.answered import released, rows
from tests.analytics.everything import SIZES, released_once
from tests.analytics.made import block_row
from tests.html import parse

OWN = SIZES["JPN"]
# People per answer: skipped, prefer not to say, cannot determine, none, low, moderate, serious.
MARKS = (0, 0, 1, 0, 2, 2, 3)


@pytest.fixture
def release(study):
    return released_once(study, "sides")


def own_page(client, release, side="JPN"):
    reply = client.get(f"/r/{token_of(release.pk, side)}/")
    assert reply.status_code == 200
    return reply


def texts_of_charts(page) -> str:
    charts = [json.loads(script.text) for script in page.all("script", type="application/json")]
    assert charts
    return " ".join(note["text"] for chart in charts for note in chart["layout"]["annotations"])


def test_no_number_of_another_group_is_on_the_page(client, release):
    """Every other group is so large that any number of its people is above the own side's size."""
    reply = own_page(client, release)
    page = parse(reply)
    cells = " ".join(cell.text for cell in page.all("td"))
    numbers = {int(number) for number in re.findall(r"\d+", cells + texts_of_charts(page))}
    assert OWN in numbers
    assert max(numbers) == OWN < min(n for side, n in SIZES.items() if side != "JPN") / 2
    main = page.one("main").text.partition("To cite:")[0]
    for side, n in SIZES.items():
        assert bool(re.search(rf"\b{n}\b", main)) == (side == "JPN"), side


def test_each_side_gets_its_own(client, release):
    for side in ("PRC", "ROK"):
        main = parse(own_page(client, release, side)).one("main").text
        assert f"{SIZES[side]} in all" in main
        assert f"{OWN} in all" not in main


def test_only_blocks_of_the_own_participants_are_drawn_upon(release):
    shown = preview(Reader(release, Bearer.SIDE, "token", "JPN"))
    assert [part["id"] for part in shown["parts"]] == ["perceived", "predicted", "avowed"]
    assert [
        (table["perceiver"], table["target"]) for part in shown["parts"] for table in part["tables"]
    ] == [("Japan", "PRC"), ("PRC", "Japan"), ("PRC", "Japan")]
    assert [side["id"] for side in shown["impressions"]] == ["JPN"]
    assert len(shown["situations"]["rows"]) == 3


def test_no_gap_and_no_panel_is_on_the_page(client, release):
    html = own_page(client, release).content.decode()
    assert not re.search(r"[Dd]elta|inconclusive|[Ee]mpathy gap|the panel's view", html)
    assert not re.search(r"/staff/|/releases/|matrix/", html)


def test_the_counts_are_those_published(client, study):
    block = block_row(MARKS, perceiver="JPN", target="PRC", group="JPN")
    assert block.cumulative == protect(MARKS).intervals
    page = parse(own_page(client, released(study, [block], audience="sides")))
    (table,) = page.all("table")
    assert rows(table)[0][1:4] == ["Serious", "Moderate or more", "Low or more"]
    assert rows(table)[1] == ["Military", "3–5", "3–5", "6–8", "6–8", "0–2", "0–2", "0–2"]
    assert "3–5 Serious" in texts_of_charts(page)
    assert "3–5 Moderate or more" in texts_of_charts(page)


def test_of_fewer_than_five_only_the_number_is_shown(client, study):
    block = block_row((0, 0, 0, 0, 1, 0, 3), perceiver="JPN", target="PRC", group="JPN")
    page = parse(own_page(client, released(study, [block], audience="sides")))
    assert "4 in all" in page.one("main").text
    assert "Not published: the group is smaller than 5" in page.one("main").text
    assert not page.all("table")


def test_a_side_that_was_asked_nothing_has_no_page(client, study):
    release = released(study, [block_row(MARKS)], audience="sides")
    assert client.get(f"/r/{token_of(release.pk, 'JPN')}/").status_code == 404


def test_from_the_room_on_the_page_leads_to_the_whole(client, study, release):
    wide = released_once(study, "room")
    assert "matrix/" in own_page(client, wide).content.decode()
    assert "See the whole result" in parse(own_page(client, wide)).one("main").text
    assert "See the whole result" not in parse(own_page(client, release)).one("main").text


@pytest.mark.parametrize("language", ["en", "zh-hans", "ja", "ko"])
def test_the_page_is_in_four_languages_without_inline_code(client, release, language):
    client.cookies["cs2_language"] = language
    reply = own_page(client, release)
    assert {"en": "Japan", "zh-hans": "日本", "ja": "日本", "ko": "일본"}[language] in (
        parse(reply).one("h1").text
    )
    html = reply.content.decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)


def test_headings_go_down_one_step_at_a_time_and_ids_are_unique(client, release):
    page = parse(own_page(client, release))
    levels = [int(e.tag[1]) for e in page.below() if re.fullmatch(r"h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [element["id"] for element in page.below() if element.get("id")]
    assert len(ids) == len(set(ids))
    for anchor in page.one("main").all("a"):
        if anchor["href"].startswith("#"):
            assert anchor["href"][1:] in ids
