import csv
import io
from dataclasses import replace

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from analytics.api.instruments import (
    _impressions,
    _options,
    _reported_answers,
    _reported_changes,
    _vignettes,
)
from analytics.release.schema.figures import CONTRAST
from surveys.models.round import Round
from tests import factories
from tests.analytics.api.complaints import complaints
from tests.analytics.made import NOBODY, make_release


def test_a_study(ask, study):
    told = {
        "slug": "forum",
        "title": {"en": "Forum"},
        "languages": ["en", "zh-Hans", "ja", "ko"],
        "simulated": False,
    }
    assert ask("studies/").json() == [told]
    assert ask("studies/forum/").json() == told


def test_rounds_by_number(ask, study, release):
    factories.make_round(study)
    first, second = ask("studies/forum/rounds/").json()
    assert first == {
        "number": 1,
        "title": {"en": "First round"},
        "state": "closed",
        "instrument": {"slug": "welch2013", "version": 4},
        "languages": ["en", "zh-Hans", "ja", "ko"],
        "opened_on": None,
        "closed_on": "2026-11-20",
        "simulated": True,
    }
    assert (second["number"], second["state"], second["closed_on"]) == (2, "open", None)


def test_a_release_tells_what_it_is_and_how_to_cite_it(ask, release):
    (listed,) = ask("studies/forum/releases/").json()
    told = ask(f"releases/{release.pk}/").json()
    revisions = told.pop("revisions")
    assert [(r["revision"], r["checksum"]) for r in revisions] == [(1, release.checksum)]
    assert told == listed | {"metadata": release.metadata}
    assert listed == {
        "id": str(release.pk),
        "study": "forum",
        "round": 1,
        "audience": "researchers",
        "checksum": release.checksum,
        "simulated": True,
        "citation": f"Forum, First round; closed 2026-11-20; release {release.pk}; "
        f"SHA-256 {release.checksum[:16]}. Simulated data.",
        "doi": "",
    }


# --- CSV -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "filename", "column"),
    [
        ("studies/", "studies", "title_en"),
        ("studies/forum/rounds/", "forum-rounds", "instrument_slug"),
        ("studies/forum/releases/", "forum-releases", "checksum"),
        ("instruments/welch2013/4/parties/", "welch2013-4-parties", "name_ko"),
        ("instruments/welch2013/4/threats/", "welch2013-4-threats", "quotation_label"),
    ],
)
def test_every_table_is_to_be_had_as_csv(ask, release, path, filename, column):
    response = ask(path, format="csv")
    assert response["Content-Disposition"] == f'attachment; filename="{filename}.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == len(ask(path).json())
    assert column in rows[0]


def test_a_formula_in_a_title_is_made_harmless(ask, study):
    study.title = {"en": "=cmd()"}
    study.save()
    assert "'=cmd()" in ask("studies/", format="csv").content.decode()
    assert ask("studies/").json()[0]["title"] == {"en": "=cmd()"}


def test_json_unless_csv_is_asked_for(ask, release):
    for accept in (None, "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "application/json"):
        assert ask("studies/", accept=accept)["Content-Type"] == "application/json"


def test_an_unknown_format_is_named_with_the_known_ones(ask, release):
    response = ask("studies/", format="xml")
    assert complaints(response) == {"format": ["'xml' is not one of: json, ndjson, csv, parquet."]}
    detail = ask(f"releases/{release.pk}/", format="csv")
    assert complaints(detail) == {"format": ["'csv' is not one of: json."]}
    assert ask("studies/", accept="application/xml").status_code == 406


# --- Instruments ---------------------------------------------------------------------------------


def test_an_instrument(ask, release):
    told = ask("instruments/welch2013/4/").json()
    assert (told["slug"], told["version"]) == ("welch2013", 4)
    assert told["languages"] == ["en", "zh-Hans", "ja", "ko"]
    assert told["checksum"] == release.round.instrument.checksum
    assert [party["code"] for party in told["parties"]] == ["PRC", "JPN", "ROK", "USA", "PRK"]
    assert told["parties"][1]["name"]["ko"] == "일본"
    assert [concern["key"] for concern in told["concerns"]][:2] == ["military", "political"]
    assert [concern["domain"] for concern in told["concerns"]].count(None) == 1
    assert told["citation"].startswith("David A. Welch")
    assert "not" in told["citation_note"]["en"].lower()
    assert ask("instruments/welch2013/5/").status_code == 404


def test_threats_have_their_words_in_every_language_and_the_quotation(ask, release):
    threats = ask("instruments/welch2013/4/threats/").json()
    assert len(threats) == 19
    first = threats[0]
    assert (first["perceiver"], first["target"]) == ("PRC", "JPN")
    assert first["key"] == "resurgent-militarism"
    assert first["item"]["en"] == "Japan becoming readier to use force for national aims"
    assert set(first["item"]) == set(first["referent"]) == {"en", "zh-Hans", "ja", "ko"}
    assert first["quotation"] == {"label": "Resurgent militarism", "mark": "serious"}
    assert not any("{" in text for threat in threats for text in threat["item"].values())


def test_impressions_and_vignettes_have_their_words_in_every_language(ask, release):
    told = ask("instruments/welch2013/4/").json()
    languages = {"en", "zh-Hans", "ja", "ko"}
    assert [question["perceiver"] for question in told["impressions"]] == [
        "PRC",
        "JPN",
        "ROK",
        "USA",
    ]
    korea = told["impressions"][2]
    assert korea["answers"][3:] == ["PRC", "JPN", "USA", "PRK", "else"]
    assert "gives the ROK most cause for concern" in korea["question"]["en"]
    keys = [option["key"] for option in told["options"]]
    assert keys == ["PRC", "JPN", "ROK", "USA", "PRK", "else"]
    assert told["options"][1]["label"]["ko"] == "일본"
    assert len({vignette["text"]["en"] for vignette in told["vignettes"]}) == 3
    for text in [
        *(question["question"] for question in told["impressions"]),
        *(option["label"] for option in told["options"]),
        *(vignette["text"] for vignette in told["vignettes"]),
    ]:
        assert set(text) == languages
        assert all(text.values())
        assert "{" not in "".join(text.values())


def test_an_instrument_without_impression_and_vignettes_has_none_of_them():
    bare = replace(factories.welch(), impression=None, vignettes=None, trend=None, reflection=None)
    assert (_impressions(bare), _options(bare), _vignettes(bare)) == ([], [], [])
    assert (_reported_changes(bare), _reported_answers(bare)) == ([], [])


def test_questions_on_change_have_their_words_in_every_language(ask, release):
    described = ask("instruments/welch2013/4/").json()
    questions = described["reported_changes"]
    assert len(questions) == (12 + 4) + 4
    first = questions[0]
    last = [question for question in questions if question["item_kind"] == "reflection"][-1]
    assert {key: first[key] for key in ("perceiver", "target", "item_kind")} == {
        "perceiver": "PRC",
        "target": "JPN",
        "item_kind": "trend",
    }
    assert "concern about Japan grown" in first["question"]["en"]
    assert (last["perceiver"], last["target"], last["item_kind"]) == ("USA", "", "reflection")
    assert "cause for concern for the USA" in last["question"]["en"]
    keys = [answer["key"] for answer in described["reported_answers"]]
    assert keys == ["lessened", "same", "grown", "no", "not_sure", "yes"]
    for text in [
        *(question["question"] for question in questions),
        *(answer["label"] for answer in described["reported_answers"]),
    ]:
        assert set(text) == {"en", "zh-Hans", "ja", "ko"}
        assert "{" not in "".join(text.values())


def test_threats_are_those_of_the_cells(ask, release):
    threats = {
        (t["perceiver"], t["target"], t["key"])
        for t in ask("instruments/welch2013/4/threats/").json()
    }
    cells = ask(f"releases/{release.pk}/cells/").json()
    assert threats == {
        (c["perceiver"], c["target"], c["item"]) for c in cells if c["item_kind"] == "threat"
    }


# --- Every route ---------------------------------------------------------------------------------


def test_a_round_nobody_answered_is_all_null_and_zero(ask, study):
    release = make_release(study, lambda *_: NOBODY, audience="researchers")
    cells = ask(f"releases/{release.pk}/cells/").json()
    assert {(c["n_left"], c["n_right"], c["kind"]) for c in cells} == {(0, 0, "insufficient")}
    figures = [column.name for column in CONTRAST]
    assert {cell[name] for cell in cells for name in figures} == {None, 0}
    assert {b["n"] for b in ask(f"releases/{release.pk}/blocks/").json()} == {0}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("studies/", (1, 3)),
        ("studies/forum/rounds/", (2, 3)),
        ("studies/forum/releases/", (2, 3)),
        ("releases/{release}/", (3, 3)),
        ("releases/{release}/cells/", (4, 3)),
        ("releases/{release}/means/", (5, 3)),
        ("releases/{release}/changes/", (6, 3)),
        ("releases/{release}/blocks/", (3, 3)),
        ("releases/{release}/impressions/", (3, 3)),
        ("releases/{release}/reported_changes/", (3, 3)),
        ("instruments/welch2013/4/", (1, 3)),
        ("instruments/welch2013/4/threats/", (1, 3)),
    ],
)
def test_queries_do_not_grow_with_the_rounds(ask, study, release, path, expected):
    def queries():
        with (
            CaptureQueriesContext(connections["default"]) as answers,
            CaptureQueriesContext(connections["identity"]) as identity,
        ):
            assert ask(path.format(release=release.pk)).status_code == 200
        return len(answers), len(identity)

    queries()
    one = queries()
    make_release(study, audience="researchers"), make_release(study, audience="researchers")
    assert Round.objects.count() == 3
    assert queries() == one == expected
