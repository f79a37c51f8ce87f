"""The Python of docs/api.md does what it says, word for word."""

import io
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest
from requests.utils import parse_header_links

from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer

pytestmark = pytest.mark.slow

PAGE = Path(__file__).resolve().parents[3] / "docs" / "api.md"
HOST = "https://survey.example.org"


def code(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


class Answer(io.BytesIO):
    """As pandas reads what it fetches."""

    headers: ClassVar[dict[str, str]] = {}


@pytest.fixture
def web(client, study, researcher, monkeypatch, settings):
    """What pandas and requests would fetch from the address in the page, with a real token."""
    asked = []
    host = HOST.removeprefix("https://")
    settings.ALLOWED_HOSTS = [host]
    # What answers must have been loaded with the real requests.
    client.get("/healthz", headers={"Host": host})

    def fetch(url, headers):
        assert url.startswith(f"{HOST}/api/v1/")
        asked.append(url.removeprefix(f"{HOST}/api/v1"))
        assert headers["Authorization"] == "Bearer cs2_…"
        sent = {**headers, **bearer(researcher, study), "Host": host}
        response = client.get(url.removeprefix(HOST), headers=sent, secure=True)
        assert response.status_code == (304 if "If-None-Match" in headers else 200), url
        links = parse_header_links(response.get("Link", ""))
        response.links = {link["rel"]: link for link in links}
        response.raise_for_status = lambda: None
        return response

    def urlopen(request):
        return Answer(fetch(request.full_url, request.headers).getvalue())

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    monkeypatch.setitem(sys.modules, "requests", SimpleNamespace(get=fetch))
    return asked


@pytest.mark.parametrize("panels", [("panel",), ("panel/JPN", "panel/PRC")])
def test_the_python_of_the_page_runs(web, study, panels, capsys):
    earlier = whole_release(study, panels)
    release = whole_release(study, panels, turn=1)
    known = {}
    for block in code("python"):
        exec(compile(block, str(PAGE), "exec"), known)
    assert known["release"] == str(release.pk) != str(earlier.pk)
    # Twelve directed dyads, printed as a matrix of the four sides.
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == ["target", "JPN", "PRC", "ROK", "USA"]
    assert len(known["concerns"]) == 2 * 12
    assert known["get"]("changes/")
    if panels == ("panel",):
        compare_delta_by_hand(known)


def compare_delta_by_hand(known):
    """The page's delta is that of every cell, and null where a tally has nobody in the levels."""
    blocks = {(b["lens"], b["perceiver"], b["target"], b["item"]): b for b in known["blocks"]}
    compared = 0
    for cell in known["family"]:
        place = (cell["perceiver"], cell["target"], cell["item"])
        left, right = (blocks[lens, *place] for lens in ("perceived", "assessed"))
        told = cell["delta"]
        if told is not None and left["n"] + right["n"] < 40:
            compared += 1
            assert known["delta"](left, right) == pytest.approx(told, abs=6e-11)
    assert compared > 10


def test_every_address_of_the_page_is_a_route(web, study):
    whole_release(study)
    release = whole_release(study, turn=1)
    text = PAGE.read_text("utf-8")
    quoted = set(re.findall(r"\?[a-z_]+=[\w&=,-]*", text)) - {"?format=csv", "?format=parquet"}
    assert quoted == {
        "?dyad=PRC-JPN",
        "?panel_without=",
        "?gap=threat&panel_without=&target=",
        "?gap=threat&panel_without=",
        "?revision=",
        "?format=ndjson",
        "?format=json",
        "?fields=perceiver,target,delta",
        "?fields=id,round",
        "?limit=100",
        "?limit=100&fields=question,lens,n",
        "?limit=0",
        "?revision=1",
        "?format=csv&gap=threat&panel_without=",
        "?format=csv&gap=image&panel_without=",
    }
    get = sys.modules["requests"].get
    tables = {
        "?gap=threat&panel_without=&target=": "means",
        "?limit=100&fields=question,lens,n": "blocks",
    }
    # The last three are of no table, or an error on purpose.
    for query in quoted - {"?revision=", "?fields=id,round", "?format=json", "?limit=0"}:
        table = tables.get(query, "cells")
        url = f"{HOST}/api/v1/releases/{release.pk}/{table}/{query}"
        assert len(get(url, {"Authorization": "Bearer cs2_…"}).getvalue()) > 400
