"""Figures published elsewhere in the API: for whom a release of the study has reached."""

import csv
import io

import pytest

from analytics.models import Release
from analytics.reference.columns import NAMES
from analytics.reference.loading import load_figures
from analytics.reference.reading import read_figures
from tests.analytics.made import bearer
from tests.analytics.reference.files import POLL, file_of

PATH = "studies/forum/references/"


@pytest.fixture
def loaded(study, release):
    content = file_of({}, {"item": "military", "n": ""})
    load_figures(study=study, reading=read_figures(content, study=study), by="test")
    return release


def test_figures_are_as_they_were_loaded(ask, loaded):
    first, second = ask(PATH).json()
    assert first == dict.fromkeys(NAMES, "") | POLL | {"n": 1000}
    assert (second["item"], second["n"]) == ("military", None)


def test_the_same_in_csv(ask, loaded):
    rows = list(csv.DictReader(io.StringIO(ask(PATH, format="csv").content.decode("utf-8-sig"))))
    assert [row["value"] for row in rows] == ["54.30", "54.30"]
    assert [row["n"] for row in rows] == ["1000", ""]
    assert list(rows[0]) == list(NAMES)


def test_whom_no_release_has_reached_sees_none(ask, loaded, client, facilitator, study):
    Release.objects.filter(pk=loaded.pk).update(audience="room")
    assert ask(PATH).json() == []
    runs = client.get(f"/api/v1/{PATH}", headers=bearer(facilitator, study))
    assert len(runs.json()) == 2
