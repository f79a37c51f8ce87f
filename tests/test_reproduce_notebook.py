"""The notebook from the address of a server to a heatmap, its cells run in their order."""

import json
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from analytics.measures.rounding import figure
from analytics.models import GapMean
from tests import factories
from tests.analytics.made import LOW, bearer, feared, make_release

NOTEBOOK = Path(__file__).resolve().parent.parent / "docs" / "notebooks" / "heatmap.ipynb"
ADDRESS = {
    "http://localhost:8000/api/v1": "https://survey.example.org/api/v1",
    '"demonstration"': '"{slug}"',
    '"cs2_…"': '"{token}"',
}


@pytest.fixture(scope="module")
def notebook():
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


def code_of(notebook):
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_it_is_a_notebook_of_format_4_without_outputs(notebook):
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    more = {"code": {"execution_count", "outputs"}, "markdown": set()}
    for cell in notebook["cells"]:
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | more[cell["cell_type"]]
        assert all(isinstance(line, str) for line in cell["source"])
        assert (cell.get("outputs", []), cell.get("execution_count")) == ([], None)


def split(question, lens):
    """Gaps up and down, one of them of a concern alone."""
    if question.item == factories.short().concerns[1].key:
        return LOW
    return feared(question, lens)


@pytest.fixture
def served(client, monkeypatch):
    """The server without a network: what pandas and the notebook open is asked of the client."""
    opened = []

    def open_address(request, *_more, **_options):
        address = urlsplit(request.full_url)
        opened.append(address.path)
        assert address.netloc == "survey.example.org"
        path = f"{address.path}?{address.query}"
        answer = client.get(path, headers=dict(request.header_items()))
        assert answer.status_code == 200, path
        body = BytesIO(b"".join(answer) if answer.streaming else answer.content)
        body.headers = answer.headers
        return body

    monkeypatch.setattr("urllib.request.urlopen", open_address)
    return opened


def test_it_ends_in_the_matrix_that_the_release_publishes(
    notebook, served, study, researcher, capsys
):
    release = make_release(study, split, audience="researchers", document=factories.short())
    token = bearer(researcher, study)["Authorization"].removeprefix("Bearer ")
    space = {}
    for code in code_of(notebook):
        for was, becomes in ADDRESS.items():
            code = code.replace(was, becomes.format(slug=study.slug, token=token))
        exec(compile(code, "notebook", "exec"), space)
    of_dyads = GapMean.objects.filter(matrix__release=release, gap="threat", panel_without="")
    published = {
        (mean.perceiver, mean.target): mean.mean
        for mean in of_dyads.exclude(perceiver="").exclude(target="")
    }
    assert len(published) == 12
    assert len({round(mean, 3) for mean in published.values()}) > 1
    drawn = {
        (perceiver, target): mean
        for perceiver, row in zip(space["chart"].data[0].y, space["chart"].data[0].z, strict=True)
        for target, mean in zip(space["chart"].data[0].x, row, strict=True)
        if mean == mean
    }
    assert drawn == published
    assert figure(space["again"].loc["PRC", "JPN"]) == published["PRC", "JPN"]
    assert f"release {release.pk}" in capsys.readouterr().out
    assert len(served) == 4
