"""Fills fresh databases and prints links:  python -m load.inside.prepare QUESTIONS CYCLING WHOLE

One round has so many questions on its first page, for those who load and save it again and again;
the other is Welch's questionnaire as it is offered, for whole respondents.
"""

import json
import sys

from django.core.management import call_command

from attacks import people
from benchmarks.inside import bare_page, pages
from surveys import inviting
from surveys.instruments.sequence import DEFAULT_MODULES
from surveys.models.round import Round


def main(questions: int, cycling: int, whole: int) -> dict[str, object]:
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    bare_page.make_tables()
    cycle = pages.opened(questions)
    return {
        "cycling": links(cycle, cycling),
        "whole": links(people.open_round(modules=DEFAULT_MODULES), whole),
    }


def links(round: Round, number: int) -> list[str]:
    guests = [("participant", pages.SIDE, "")] * number
    invited = inviting.invite_all(round=round, guests=guests, by="load", way="slips")
    return [f"/i/{token}/" for _invitation, token in invited]


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
