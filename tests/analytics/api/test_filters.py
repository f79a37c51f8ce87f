import pytest

from analytics.measures.change import Movement
from analytics.measures.verdicts import EmpathyKind, GapKind
from tests import factories
from tests.analytics.api.complaints import complaints
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer, make_release

PANELS = ("panel/JPN", "panel/PRC")


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    return make_release(study, audience="researchers")


@pytest.fixture
def ask(client, study, researcher, release):
    headers = bearer(researcher, study)

    def get(which, **query):
        return client.get(f"/api/v1/releases/{release.pk}/{which}/", query, headers=headers)

    return get


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 91),
        ({"perceiver": "PRC"}, 6 * 3 + 4),
        ({"target": "ROK"}, 6 * 3 + 3),
        ({"dyad": "PRC-JPN"}, 6 * 2 + 4),
        ({"dyad": "JPN-PRC"}, 6 * 2 + 4),
        ({"concern": "military"}, 12),
        ({"threat": "abandonment"}, 2),
        ({"domain": "environmental"}, 12),
        ({"gap": "threat"}, 91),
        ({"perceiver": "PRC", "target": "JPN", "concern": "military"}, 1),
        ({"perceiver": "PRC", "threat": "abandonment"}, 0),
    ],
)
def test_filters_of_cells(ask, query, number):
    response = ask("cells", **query)
    assert response.status_code == 200
    rows = response.json()
    assert len(rows) == number
    for name, value in query.items():
        if name in ("perceiver", "target", "domain", "gap"):
            assert {row[name] for row in rows} <= {value}
        if name in ("concern", "threat"):
            assert {(row["item_kind"], row["item"]) for row in rows} <= {(name, value)}
        if name == "dyad":
            assert {frozenset((row["perceiver"], row["target"])) for row in rows} == {
                frozenset(value.split("-"))
            }


@pytest.mark.parametrize(
    ("query", "number"),
    [({"lens": "assessed"}, 91), ({"group": "PRC"}, 22), ({"group": "panel"}, 91)],
)
def test_filters_of_blocks(ask, query, number):
    rows = ask("blocks", **query).json()
    assert len(rows) == number
    ((name, value),) = query.items()
    assert {row[name] for row in rows} == {value}


@pytest.mark.parametrize(
    ("name", "value", "known"),
    [
        ("perceiver", "CHN", "PRC, JPN, ROK, USA"),
        ("target", "", "JPN, ROK, USA, PRC"),
        ("domain", "cultural", "military, political, economic, societal, environmental"),
        ("concern", "resurgent-militarism", "military, political, economic"),
        ("dyad", "PRC", "JPN-PRC, PRC-ROK, PRC-USA"),
        ("dyad", "PRC-PRC", "JPN-PRC"),
    ],
)
def test_a_value_that_is_not_there_is_refused_with_those_that_are(ask, name, value, known):
    (message,) = complaints(ask("cells", **{name: value}))[name]
    assert message.startswith(f"{value!r} is not one of: ")
    assert known in message


@pytest.mark.parametrize("which", ["cells", "blocks", "changes"])
def test_an_unknown_filter_is_refused_with_the_known_ones(ask, which):
    response = ask(which, percever="PRC")
    assert response.json()["type"].endswith("/api/v1/docs/#unknown-parameter")
    (message,) = complaints(response)["percever"]
    assert message.startswith("There is no such parameter here. There are: perceiver, target, dom")
    assert message.endswith("fields, limit, cursor, format.")


@pytest.mark.parametrize(
    ("which", "name"),
    [
        ("cells", "lens"),
        ("cells", "movement"),
        ("blocks", "gap"),
        ("means", "concern"),
        ("means", "kind"),
        ("changes", "kind"),
        ("impressions", "target"),
    ],
)
def test_filters_of_other_tables_are_unknown(ask, which, name):
    assert list(complaints(ask(which, **{name: "threat"}))) == [name]


# --- With every lens -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def second(study):
    """The second of two rounds with everything, the panel published by side."""
    whole_release(study, PANELS)
    return whole_release(study, PANELS, turn=1)


@pytest.fixture
def whole(client, study, researcher, second):
    headers = bearer(researcher, study)

    def get(which, **query):
        return client.get(f"/api/v1/releases/{second.pk}/{which}/", query, headers=headers)

    return get


KEPT = [
    ("cells", {}, 36 * 5),
    ("cells", {"gap": "empathy"}, 36),
    ("cells", {"panel_without": ""}, 36 * 3),
    ("cells", {"panel_without": "JPN"}, 36),
    ("cells", {"gap": "threat"}, 36 * 3),
    ("cells", {"gap": "threat", "panel_without": ""}, 36),
    ("cells", {"gap": "threat", "panel_without": "", "domain": ""}, 12),
    ("means", {"gap": "image"}, 12 + 4 + 4),
    ("means", {"gap": "threat", "panel_without": "PRC"}, 12 + 4 + 4),
    ("means", {"gap": "threat", "panel_without": "", "target": ""}, 4),
    ("means", {"gap": "threat", "panel_without": "", "perceiver": ""}, 4),
    ("means", {"dyad": "PRC-USA", "gap": "empathy"}, 2),
    ("blocks", {"lens": "anchored", "group": "panel/JPN"}, 3),
    ("blocks", {"perceiver": ""}, 3 * 6),
    ("blocks", {"dyad": "JPN-PRC", "lens": "avowed"}, 2 * 2 + 2),
    ("impressions", {"perceiver": "PRC"}, 2 * 8),
    ("impressions", {"lens": "revised", "answer": "else"}, 4),
    ("reported_changes", {"dyad": "JPN-PRC"}, 2 * 5),
    ("reported_changes", {"lens": "reflected", "answer": "yes"}, 4),
    ("undetermined", {"perceiver": "PRC", "concern": "", "lens": "perceived"}, 3),
    ("undetermined", {"dyad": "JPN-PRC", "group": "panel/JPN", "concern": "military"}, 2),
    ("changes", {"lens": "anchored", "group": "panel"}, 3),
    ("changes", {"concern": "military", "lens": "perceived"}, 12),
    ("concern_changes", {"lens": "perceived", "dyad": "JPN-PRC"}, 2),
]


def test_filters_with_every_lens(whole):
    for which, query, number in KEPT:
        rows = whole(which, **query).json()
        assert len(rows) == number, (which, query)
        for name in {"gap", "panel_without", "lens", "answer", "perceiver", "target"} & set(query):
            assert {row[name] for row in rows} == {query[name]}


@pytest.mark.parametrize(
    ("which", "name", "words"),
    [
        ("cells", "kind", (*GapKind, *EmpathyKind)),
        ("changes", "movement", tuple(Movement)),
    ],
)
def test_every_kind_may_be_asked_for(whole, which, name, words):
    rows = whole(which).json()
    there = [row[name] for row in rows]
    numbers = {str(word): len(whole(which, **{name: word}).json()) for word in words}
    assert numbers == {str(word): there.count(word) for word in words}
    assert whole(which, **{name: "huge"}).status_code == 400


def test_a_kind_of_which_there_is_none_is_an_empty_table(ask):
    response = ask("cells", kind="misjudgment")
    assert (response.status_code, response.json()) == (200, [])


@pytest.mark.parametrize("query", [{"perceiver": "PRC"}, {"movement": "rose"}, {"group": "x"}])
def test_a_table_without_rows_stays_empty_whatever_is_asked_for(ask, query):
    assert (ask("changes").json(), ask("changes", **query).json()) == ([], [])
    assert ask("changes", kind="rose").status_code == 400
    (message,) = complaints(ask("changes", movement="huge"))["movement"]
    assert message == f"'huge' is not one of: {', '.join(Movement)}."


def test_an_empty_value_is_among_those_that_are_named(whole):
    (message,) = complaints(whole("cells", panel_without="USA"))["panel_without"]
    assert message == "'USA' is not one of: empty, JPN, PRC."


def test_a_filter_given_twice_is_refused(ask):
    response = ask("cells", perceiver=["PRC", "JPN"])
    assert complaints(response) == {"perceiver": ["Give one value."]}


@pytest.mark.parametrize("format", ["csv", "ndjson", "parquet"])
def test_a_complaint_about_another_format_is_json(ask, format):
    assert list(complaints(ask("cells", perceiver="CHN", format=format))) == ["perceiver"]


def test_filters_hold_in_csv(ask):
    lines = ask("cells", perceiver="PRC", target="JPN", format="csv").content.decode().splitlines()
    assert len(lines) == 1 + 8
