"""The archive is an RO-Crate that a program for them reads, with every file in it."""

import hashlib
import io
import json
import zipfile

import pytest
from rocrate.rocrate import ROCrate

from analytics.export.archive import archive_of, files_of
from analytics.export.citations.ro_crate import METADATA
from tests.analytics.export.citations.described import ATTRIBUTION, TITLES
from tests.analytics.export.publications import publication


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    told = publication(("en",), simulated=True, attribution=ATTRIBUTION, **TITLES)
    packed = archive_of(told, files_of(told)).content
    where = tmp_path_factory.mktemp("crate")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(where)
    return where / "forum-round-2"


@pytest.fixture(scope="module")
def crate(folder):
    return ROCrate(folder)


def test_it_knows_every_file_with_its_checksum(folder, crate):
    known = {entity.id: entity for entity in crate.data_entities}
    there = {path.name for path in folder.iterdir()}
    assert set(known) == there - {METADATA, "SHA256SUMS"}
    for name, entity in known.items():
        content = (folder / name).read_bytes()
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert entity["contentSize"] == str(len(content))
        assert entity.type == "File"


def test_it_says_who_made_it_and_what_may_be_done_with_it(crate):
    root = crate.root_dataset
    assert [author.get("name") for author in root["author"]] == [
        creator["name"] for creator in ATTRIBUTION["creators"]
    ]
    assert root["author"][0]["affiliation"]["name"] == "Peking University"
    assert root["license"].id == "https://creativecommons.org/licenses/by/4.0/"
    assert root["publisher"]["name"] == "Institute of Peace"
    assert root["datePublished"] == "2026-01-09"
    assert root["creativeWorkStatus"] == "Simulated"


def test_nodes_are_flat_and_each_is_there_once(folder):
    graph = json.loads((folder / METADATA).read_text())["@graph"]
    ids = [node["@id"] for node in graph]
    assert len(ids) == len(set(ids))
    for node in graph:
        for value in node.values():
            for inner in value if isinstance(value, list) else [value]:
                assert not isinstance(inner, dict) or set(inner) == {"@id"}
                assert (
                    not isinstance(inner, dict)
                    or inner["@id"] in [*ids, "./"]
                    or (inner["@id"].startswith("https://w3id.org/"))
                )


def test_it_is_in_the_list_of_checksums(folder):
    digest = hashlib.sha256((folder / METADATA).read_bytes()).hexdigest()
    assert f"{digest}  {METADATA}\n" in (folder / "SHA256SUMS").read_text()


def test_archives_of_releases_of_before_it_stay_as_they_are():
    names = {file.name for file in files_of(publication(("en",)))}
    assert METADATA not in names
    assert "datacite.xml" not in names
