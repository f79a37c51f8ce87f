"""What the documents tell researchers to run works on the demonstration; so does the client."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from cs2survey_client import Client, Release, Study

from surveys.instruments.parser import shipped
from tests.browser.conftest import Demonstration
from tests.doc_snippets import CLIENT, ROOT, Site, failures, snippets

pytestmark = pytest.mark.browser

# Documents with something to run; those of the operator are run by tests/test_doc_snippets.py.
DOCUMENTS = [
    ROOT / "docs" / "api.md",
    ROOT / "docs" / "files.md",
    ROOT / "docs" / "instrument.md",
    ROOT / "docs" / "methodology.md",
    CLIENT / "README.md",
]


@pytest.fixture(scope="module")
def release(demonstration: Demonstration) -> Release:
    details = demonstration.details
    client = Client(details["base_url"], token=details["researcher_token"], attempts=60)
    return Release(client, details["release"])


@pytest.fixture(scope="module")
def study(demonstration: Demonstration, release: Release) -> Study:
    return release.client.study(demonstration.details["study"])


@pytest.fixture(scope="module")
def site(demonstration: Demonstration, study: Study) -> Site:
    details = demonstration.details
    first = study.release(1).id
    return Site(details["base_url"], details["researcher_token"], study.slug, first)


@pytest.fixture(scope="module")
def folder(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archives of both rounds, what is in the first, and a questionnaire."""
    folder = tmp_path_factory.mktemp("snippets")
    for number in (1, 2):
        study.release(number).download(f"{study.slug}-round-{number}.zip", folder)
    with zipfile.ZipFile(folder / f"{study.slug}-round-1.zip") as files:
        for name in files.namelist():
            (folder / Path(name).name).write_bytes(files.read(name))
    (questionnaire,) = shipped()
    shutil.copy(questionnaire, folder / "mine.yaml")
    (folder / "docs").symlink_to(ROOT / "docs")
    return folder


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.name))
def test_the_snippets_of_a_document_run_as_they_stand(
    document: Path, demonstration: Demonstration, site: Site, folder: Path
) -> None:
    found = snippets(document)
    assert any(not snippet.passed_over() for snippet in found)
    environment = {**os.environ, **demonstration.environment}
    assert list(failures(found, site, folder, environment)) == []


def test_the_client_reads_what_the_api_gives(release: Release) -> None:
    cells = release.cells(language=None, gap="threat", panel_without="")
    by_hand = release.client.get(f"releases/{release.id}/cells/?gap=threat&panel_without=")
    assert len(cells) == len(by_hand) > 50
    assert cells["delta"].astype(object).where(cells["delta"].notna(), None).tolist() == [
        row["delta"] for row in by_hand
    ]
    japanese = release.cells(language="ja", gap="threat", panel_without="")
    assert {*japanese["perceiver"].unique()} == {"中国", "日本", "韓国", "米国"}
    assert release.checksum[:16] in cells.attrs["citation"]
    assert cells.attrs["units"]["n_left"] == "people"
    assert (len(release.blocks()) > 100, len(release.means()) > 10) == (True, True)
    assert len(release.records()) == 0
