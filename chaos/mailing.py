"""The mail server is away, and goes away in the middle, while people are invited."""

import time
from collections.abc import Iterator
from functools import partial

from chaos.deaths import is_done, mail_problems
from chaos.outcome import Outcome
from chaos.site import EMBEDDED, PATIENCE_SECONDS, PRODUCTION, Site, site

SECONDS_DOWN = 5


def run(kind: str, guests: int, times: int, long: bool) -> Iterator[Outcome]:
    """Have the mail server go away so often, at the times of the product."""
    if not long:
        guests, times = 10, 1
    with site(kind, lease=0, CS2_MAILS_PER_MINUTE="600") as here:
        here.operator.ask("invite", guests)
        with here.worker():
            here.mail.stop()
            here.operator.ask("mail")
            for number in range(times):
                time.sleep(SECONDS_DOWN)
                here.mail.start()
                wanted = guests * (number + 1) // (times + 1)
                wait_for_mails(here, wanted)
                here.mail.stop()
            here.mail.start()
            since = time.monotonic()
            while not is_done(here):
                if time.monotonic() - since > PATIENCE_SECONDS:
                    break
                if not long:
                    here.operator.ask("mail")
                time.sleep(0.2)
            recovery = time.monotonic() - since
        problems = [*mail_problems(here)]
        copies = len(here.mail.keeper.messages) - len(here.operator.ask("mails"))
    counted = f"{times + 1}, with {guests} invited; {copies} mails came twice, as the same"
    yield Outcome("mail server down", kind, counted, recovery, tuple(problems))


def wait_for_mails(here: Site, number: int) -> None:
    """Wait until the mail server has taken so many."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while len(here.mail.keeper.messages) < number and time.monotonic() < give_up:
        time.sleep(0.02)


RUNS = (partial(run, PRODUCTION, 60, 2), partial(run, EMBEDDED, 30, 1))
SHORT = RUNS[1:]
