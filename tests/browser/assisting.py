"""`python -m tests.browser.assisting BASE_URL`: acts in the demonstration that no browser is for.

It reads one act a line, and writes a line when it is done. One process serves all tests: Django
takes seconds to start.

    links       replaces the links that were used, as starting the demonstration again does
    fill ROUND  four more of each side and an assessor by each answer the open round
"""

import sys

import django


def replace_links() -> None:
    from django.conf import settings

    from simulation.demonstration import build_demonstration

    build_demonstration(settings.VAR / "demo.json")


def fill(round_id: str) -> None:
    from surveys.models.round import Round
    from tests import factories

    round = Round.objects.get(pk=round_id)
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(4):
            factories.respond(round, side=side, marks=3)
        factories.respond(round, seat="assessor", side=side, marks=0)


def act(words: list[str]) -> None:
    match words:
        case ["links"]:
            replace_links()
        case ["fill", round_id]:
            fill(round_id)
        case other:
            sys.exit(f"what is {other}?")


if __name__ == "__main__":
    django.setup()
    from django.conf import settings
    from django.db import connections

    settings.BASE_URL = sys.argv[1]
    for line in sys.stdin:
        act(line.split())
        connections.close_all()
        print("done", flush=True)  # noqa: T201
