"""Serves rounds to be walked through: python -m benchmarks.inside.effort PORT

Writes one line of JSON, {round: {seat: [link, ...]}} with a link for each language, when all is
ready, and serves until standard input is closed.
"""

import json
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

django.setup()

from surveys import facilitating, inviting  # noqa: E402  Django has to be ready first
from surveys.instruments.loader import load_instrument  # noqa: E402
from surveys.instruments.parser import read, shipped  # noqa: E402
from surveys.instruments.sequence import DEFAULT_MODULES  # noqa: E402
from surveys.models.round import Round  # noqa: E402
from surveys.models.study import Study  # noqa: E402

SIDE = "JPN"
# What each round asks; the panel is walked through in the full one.
ROUNDS = {
    "shortest": {"modules": ["predicted"], "asks_threats": False},
    "full": {"modules": list(DEFAULT_MODULES)},
}


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def prepared() -> dict[str, dict[str, list[str]]]:
    """Invitation links by round and seat, one for each language."""
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    instrument = load_instrument(read(path), by="benchmark")
    study = Study.objects.create(slug="effort", title={"en": "Study"})
    result = {}
    for number, (name, asked) in enumerate(ROUNDS.items(), start=1):
        round = Round.objects.create(
            study=study, instrument=instrument, number=number, title={"en": name}, **asked
        )
        facilitating.open_round(round=round, by="benchmark", allow_drafts=True)
        seats = ("participant", "assessor") if name == "full" else ("participant",)
        result[name] = {seat: [_link(round, seat) for _ in settings.LANGUAGES] for seat in seats}
    return result


def _link(round: Round, seat: str) -> str:
    _invitation, token = inviting.invite(
        round=round, seat=seat, side=SIDE, by="benchmark", confirmed_roll=True
    )
    return f"/i/{token}/"


def main(port: int) -> None:
    links = prepared()
    # Made only now, because it serves the style sheets that it finds collected.
    server = make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps(links), flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main(int(sys.argv[1]))
