"""What docs/operator.md tells an operator to type works, and names what there is."""

import re

import pytest

from surveys.models.response import Response
from surveys.models.round import Round
from tests import factories
from tests.production.written import read_compose
from tests.workers.installation import ROOT

PAGE = (ROOT / "docs" / "operator.md").read_text()


@pytest.mark.django_db
def test_its_python_makes_a_study_and_widens_an_audience(
    capsys: pytest.CaptureFixture[str],
) -> None:
    factories.make_instrument()
    making, widening = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(making, names)
    links = capsys.readouterr().out.split()
    assert len(set(links)) == 40
    round = Round.objects.get()
    assert round.state == Round.State.OPEN
    factories.respond(round)
    factories.close(round)
    assert Response.objects.count() == 1
    exec(widening, names)
    assert round.release.audience == "researchers"
    assert capsys.readouterr().out.startswith("cs2_")


def test_it_names_every_service() -> None:
    table = set(re.findall(r"^\| `([\w-]+)` \|", PAGE.split("## Installing")[0], re.MULTILINE))
    assert table == set(read_compose()["services"])


def test_it_names_the_variables_compose_asks_for() -> None:
    example = re.search(r"readable by you alone.*?```\n(.*?)```", PAGE, re.DOTALL)
    assert example
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert set(re.findall(r"^\s*(\w+)=", example[1], re.MULTILINE)) == asked
