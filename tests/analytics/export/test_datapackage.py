import hashlib
import json

import pytest
from frictionless import Package, system

from analytics.export.archive import files_of
from analytics.export.datapackage import datapackage
from tests.analytics.export.publications import (
    BLOCKS,
    IMPRESSION,
    RECORD,
    RELEASE,
    ROSE,
    VIGNETTE,
    publication,
)

NO_FILES = dict.fromkeys(["blocks", "cells", "means", "undetermined"], (0, "e3b0c442"))


@pytest.fixture(scope="module")
def whole():
    return publication(
        ["en", "ja", "fr"],
        blocks=[*BLOCKS, VIGNETTE, IMPRESSION],
        changes=[ROSE],
        records=[RECORD],
        simulated=True,
    )


@pytest.fixture(scope="module")
def contents(whole):
    return {file.name: file.content for file in files_of(whole)}


@pytest.fixture
def unpacked(contents, tmp_path):
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path / "datapackage.json"


@pytest.fixture
def told(contents):
    return json.loads(contents["datapackage.json"])


def validated(path):
    with system.use_context(trusted=True):
        return Package(str(path)).validate()


def test_frictionless_finds_every_file_as_it_is_described(unpacked):
    report = validated(unpacked)
    assert report.flatten(["name", "title", "message"]) == []
    assert [(task.name, task.valid) for task in report.tasks] == [
        (name, True)
        for name in (
            *("blocks", "cells", "means", "changes", "concern_changes", "impressions"),
            *("undetermined", "records"),
        )
    ]
    assert report.tasks[0].stats["rows"] == 4


@pytest.mark.parametrize(
    ("was", "becomes"), [(b"perceived", b"dreamed"), (b",8,", b",eight,"), (b",8,", b",9,")]
)
def test_frictionless_finds_what_was_changed(unpacked, was, becomes):
    blocks = unpacked.with_name("blocks.csv")
    blocks.write_bytes(blocks.read_bytes().replace(was, becomes, 1))
    assert not validated(unpacked).valid


def test_size_and_hash_are_those_of_the_file(contents, told):
    for resource in told["resources"]:
        content = contents[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["profile"] == "tabular-data-resource"


def test_what_the_package_is_and_how_to_cite_it(whole, told):
    assert told["profile"] == "tabular-data-package"
    assert (told["name"], told["id"], told["title"]) == ("forum-round-2", RELEASE, "Forum")
    assert told["titles"] == {"en": "Forum", "ja": "フォーラム", "fr": None}
    assert told["citation"] == whole.citation
    assert told["version"] == f"sha256:{whole.checksum}"
    assert told["licenses"] == [{"path": "README.en.md", "title": "As agreed."}]
    assert told["sources"] == [{"title": whole.document.citation.text}]
    assert told["simulated"] is True


def test_fields_have_types_values_and_labels_in_every_language(told):
    blocks = told["resources"][0]
    assert blocks["schema"]["missingValues"] == [""]
    fields = {field["name"]: field for field in blocks["schema"]["fields"]}
    assert (fields["n"]["type"], fields["lens"]["type"]) == ("integer", "string")
    assert "perceived" in fields["lens"]["constraints"]["enum"]
    assert fields["perceiver"]["titles"]["fr"] == "(no text in fr)"
    cells = {f["name"]: f for f in told["resources"][1]["schema"]["fields"]}
    assert cells["delta"]["type"] == "number"


def titles(**fields):
    """Of a release in Japanese alone, by language and in one."""
    about = json.loads(datapackage(publication(["ja"], **fields), NO_FILES, ""))
    return about["titles"], about["title"]


def test_a_study_without_a_title_in_english_is_named_by_another():
    japanese = {"ja": "フォーラム"}
    assert titles(study={"slug": "forum", "title": japanese}) == (japanese, "フォーラム")
    assert titles(study={"slug": "forum", "title": {}}) == ({"ja": None}, "forum")
