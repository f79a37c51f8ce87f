"""Redis is emptied and is away for a while, while rounds close and people answer."""

import time
from collections.abc import Iterator
from functools import partial

from chaos.outcome import Outcome
from chaos.site import PRODUCTION, site
from chaos.web import answers, killed, marks_by_tag

PEOPLE, SECONDS_BETWEEN = 10, 1


def flushed(rounds: int, times: int, long: bool) -> Iterator[Outcome]:
    """Empty Redis so often, at the times of the product."""
    if not long:
        rounds, times = 1, 3
    with site(PRODUCTION, lease=0) as here:
        made = here.operator.ask("rounds", rounds, PEOPLE)
        with here.worker():
            for round in made:
                here.operator.ask("close", round["round"])
                here.redis.flush()
            for _ in range(times):
                time.sleep(SECONDS_BETWEEN)
                here.redis.flush()
            recovery = here.wait_until_done()
        problems = here.problems_of(made)
    counted = f"{rounds + times}, with {rounds} rounds closing"
    yield Outcome("Redis emptied", PRODUCTION, counted, recovery, tuple(problems))


def down(rounds: int, seconds: int, long: bool) -> Iterator[Outcome]:
    """Have Redis away for so long; rounds are closed and people answer meanwhile."""
    if not long:
        rounds, seconds = 1, 5
    with site(PRODUCTION, lease=0) as here:
        made = here.operator.ask("rounds", rounds, PEOPLE)
        crowd = here.operator.ask("links", PEOPLE)
        with here.worker(), killed(here, 0):
            if long:
                here.operator.ask("close", made[0]["round"])
                time.sleep(SECONDS_BETWEEN)
            here.redis.kill()
            since = time.monotonic()
            for round in made[1:] if long else made:
                here.operator.ask("close", round["round"])
            codes = [code for code, _repeated in answers(here, crowd["links"])]
            crowd["marks"] = marks_by_tag(here, crowd["round"], codes)
            here.operator.ask("close", crowd["round"])
            asked = time.monotonic() - since
            time.sleep(max(0, seconds - asked))
            here.redis.start()
            recovery = here.wait_until_done()
        problems = here.problems_of([*made, crowd])
    counted = f"for {max(seconds, asked):.0f} s, with {rounds + 1} rounds closing meanwhile"
    yield Outcome("Redis down", PRODUCTION, counted, recovery, tuple(problems))


RUNS = (partial(flushed, 3, 10), partial(down, 3, 70))
