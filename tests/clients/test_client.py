"""The client for Python, against answers that a site once gave."""

import hashlib

import pandas as pd
import pytest
from cs2survey_client import (
    ApiError,
    ChecksumError,
    Client,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    UnavailableError,
)

from tests.clients.recorded import SITE, Recorded, Site

API = "/api/v1/"
RELEASE = f"{API}releases/1f/"


def words(en, ja=None):
    return {"en": en, "ja": ja}


def variable(name, kind="text", unit=None, values=()):
    return {
        "name": name,
        "type": kind,
        "unit": unit,
        "label": words(name.title(), f"{name}の"),
        "values": [{"value": key, "label": label} for key, label in values],
    }


CODEBOOK = {
    "citation": "A study; SHA-256 abc.",
    "checksum": "abc",
    "languages": [{"language": "en"}, {"language": "ja"}],
    "missing": [{"code": -1, "label": words("cannot be determined", "判断できない")}],
    "tables": [
        {
            "name": "cells",
            "title": words("Gaps", "ずれ"),
            "variables": [
                variable("question", values=[("A", words("Same")), ("B", words("Same"))]),
                variable(
                    "kind", values=[("over", words("Above", "上")), ("under", words("Below"))]
                ),
                variable("n_left", "integer", "people"),
                variable("delta", "number"),
            ],
        }
    ],
}
ROWS = [
    {"question": "A", "kind": "under", "n_left": 8, "delta": None},
    {"question": "B", "kind": None, "n_left": None, "delta": 0.25},
]
RELEASES = [{"id": "0e", "round": 1}, {"id": "1f", "round": 2}]
FILE = b"the archive"
ANSWERS = {
    f"{API}studies/forum/releases/": Recorded(RELEASES),
    f"{RELEASE}codebook/": Recorded(CODEBOOK),
    f"{RELEASE}cells/": Recorded(ROWS),
    f"{RELEASE}cells/?gap=threat&panel_without=": Recorded([]),
    f"{RELEASE}files/": Recorded(
        [{"name": "a.zip", "size": 11, "sha256": hashlib.sha256(FILE).hexdigest()}]
    ),
    f"{RELEASE}files/a.zip": Recorded(body=FILE),
}


@pytest.fixture
def waited(monkeypatch):
    seconds = []
    monkeypatch.setattr("cs2survey_client.client.time.sleep", seconds.append)
    return seconds


def client(answers=ANSWERS, token="cs2_x"):
    site = Site(dict(answers))
    return Client(f"{SITE}/", token=token, session=site.session()), site


def release():
    return client()[0].study("forum").release()


def test_the_newest_release_is_read_or_that_of_a_round():
    reader, site = client()
    assert reader.study("forum").release().id == "1f"
    assert reader.study("forum").release(1).id == "0e"
    assert {each.headers["Authorization"] for each in site.asked} == {"Bearer cs2_x"}
    with pytest.raises(NotFoundError, match="may read no such release"):
        reader.study("forum").release(3)


def test_without_a_token_none_is_sent():
    reader, site = client(token=None)
    reader.study("forum").releases()
    assert "Authorization" not in site.asked[0].headers


def test_a_table_has_types_labels_and_where_it_is_from():
    cells = release().cells()
    assert list(cells["kind"].cat.categories) == ["Above", "Below"]
    assert cells["kind"].iloc[0] == "Below"
    assert cells["kind"].isna().tolist() == [False, True]
    # Two keys with the same words stay apart.
    assert cells["question"].tolist() == ["A", "B"]
    assert (str(cells["n_left"].dtype), str(cells["delta"].dtype)) == ("Int64", "Float64")
    assert cells["delta"].isna().tolist() == [True, False]
    assert cells.attrs == {
        "citation": "A study; SHA-256 abc.",
        "checksum": "abc",
        "title": "Gaps",
        "labels": {"question": "Question", "kind": "Kind", "n_left": "N_Left", "delta": "Delta"},
        "units": {"n_left": "people"},
        "values": {
            "question": {"A": "Same", "B": "Same"},
            "kind": {"over": "Above", "under": "Below"},
        },
        "missing": {-1: "cannot be determined"},
    }


def test_words_are_in_the_language_that_is_chosen_and_keys_stay_without_one():
    japanese = release().cells(language="ja")
    # What has no label in the language stays as it is.
    assert list(japanese["kind"].cat.categories) == ["上", "under"]
    assert japanese.attrs["title"] == "ずれ"
    assert release().cells(language=None)["kind"].iloc[0] == "under"
    with pytest.raises(KeyError, match="no labels in 'fr'; it has en, ja"):
        release().cells(language="fr")


def test_filters_are_those_of_the_api_and_an_empty_table_keeps_its_columns():
    cells = release().cells(gap="threat", panel_without="")
    assert list(cells.columns) == ["question", "kind", "n_left", "delta"]
    assert len(cells) == 0
    assert isinstance(cells["kind"].dtype, pd.CategoricalDtype)


@pytest.mark.parametrize(
    ("answer", "kind", "detail"),
    [
        (Recorded({"detail": "There is no such token."}, 401), NotAllowedError, "no such token"),
        (
            Recorded(
                {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "No X."},
                400,
                {"Content-Type": "application/problem+json"},
            ),
            RefusedError,
            "No X.",
        ),
        (Recorded({"kind": ["'x' is not one of: y."]}, 400), RefusedError, "is not one of: y"),
        (Recorded(body=b"<p>a page</p>", status=404, headers={"Content-Type": "text/html"}),
         NotFoundError, "404 from https://survey.example.org/api/v1/studies/forum/releases/"),
        (Recorded(body=b"plain words", status=500, headers={"Content-Type": "text/plain"}),
         UnavailableError, "plain words"),
    ],
)  # fmt: skip
def test_an_error_carries_what_the_site_said(answer, kind, detail):
    reader, _site = client({f"{API}studies/forum/releases/": answer})
    with pytest.raises(ApiError, match=detail) as caught:
        reader.study("forum").releases()
    assert type(caught.value) is kind
    assert caught.value.status == answer.status
    assert caught.value.problem == (answer.data or {})
    assert "a page" not in str(caught.value)


def test_what_is_being_made_is_asked_for_again_when_the_site_says(waited):
    making = [
        Recorded({"detail": "being made"}, 503, {"Retry-After": seconds})
        for seconds in ("7", "9999", "soon")
    ]
    reader, site = client({f"{API}studies/": [*making, Recorded([{"slug": "forum"}])]})
    assert reader.studies()["slug"].tolist() == ["forum"]
    assert (waited, len(site.asked)) == ([7, 60, 1], 4)


def test_it_is_not_asked_for_again_for_ever(waited):
    answer = Recorded({"detail": "being made"}, 503, {"Retry-After": "2"})
    reader, site = client({f"{API}studies/": answer})
    with pytest.raises(UnavailableError, match="being made"):
        reader.studies()
    assert (waited, len(site.asked)) == ([2, 2, 2, 2], 5)


def test_a_file_is_saved_under_its_name(tmp_path):
    path = release().download("a.zip", tmp_path)
    assert path == tmp_path / "a.zip"
    assert path.read_bytes() == FILE
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_of_a_file_that_came_otherwise_nothing_is_kept(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"from before")
    reader, _site = client(ANSWERS | {f"{RELEASE}files/a.zip": Recorded(body=b"other")})
    with pytest.raises(ChecksumError, match=r"a\.zip came with the SHA-256"):
        reader.study("forum").release().download("a.zip", tmp_path)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"from before"]


def test_a_file_that_is_not_listed_is_asked_of_nobody(tmp_path):
    with pytest.raises(NotFoundError, match=r"there is no file '\.\./b'; there are a\.zip"):
        release().download("../b", tmp_path)
