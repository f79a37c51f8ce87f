"""Times the answers to links, codes, accounts and tokens: python -m benchmarks.inside.timing 1000

In each of so many rounds every kind of every request is sent once, in an order drawn anew, through
the WSGI application as a web server calls it. Requests to sign in, of which each takes a password's
hash, are sent in every third round only. Two clocks run: the wall's, which the databases' work and
whatever else the machine does are in, and the processor's, in which this process alone is.
"""

import json
import random
import sys
import time
from typing import Any

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from benchmarks.inside.timed_requests import requests, send
from benchmarks.inside.timed_work import work_of

SLOW = "sign in"
WARMING_UP = 5


def main(tries: int) -> dict[str, Any]:
    """Return {request: {kind: {"work": what was done, "seconds": …, "processor": of each try}}}."""
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    application = get_wsgi_application()
    asked = requests()
    turns = [(name, kind) for name, kinds in asked.items() for kind in kinds]
    seconds: dict[tuple[str, str], list[float]] = {turn: [] for turn in turns}
    processor: dict[tuple[str, str], list[float]] = {turn: [] for turn in turns}
    for number in range(-WARMING_UP, tries):
        random.shuffle(turns)
        for name, kind in turns:
            if name == SLOW and number % 3:
                continue
            environ = asked[name][kind]().environ()
            started, worked = time.perf_counter(), time.process_time()
            send(environ, application)
            if number >= 0:
                processor[name, kind].append(time.process_time() - worked)
                seconds[name, kind].append(time.perf_counter() - started)
    return {
        name: {
            kind: {
                "work": work_of(make())._asdict(),
                "seconds": seconds[name, kind],
                "processor": processor[name, kind],
            }
            for kind, make in kinds.items()
        }
        for name, kinds in asked.items()
    }


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
