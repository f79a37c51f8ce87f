"""What withdrawing tells of whoever withdraws, to somebody who saw the release before and after.

That somebody has withdrawn changes nobody else's answer, and everybody may know who it was. If the
counts of a closed round were published again without them, the two releases would be those of a
group with and without a few people, certain that all others answered as before. The first rows say
in how many cases that would tell their answer: it is why a round is published once. The last one
has the program itself publish a round, lets people withdraw, has it compute the round again, and
compares every published row.
"""

from collections.abc import Iterable, Sequence

from django.apps import apps

from analytics.measures.blocks import ONE
from attacks import people
from attacks.databases import on_sqlite
from attacks.joint_listing import Found, cases_of, joined, worst
from attacks.outcome import Outcome
from surveys import jobs, responding, tidying, withdrawing
from surveys.envelope_contents import Answer
from surveys.instruments.loader import document_asked
from surveys.instruments.sequence import answer_names
from surveys.models.job import Job
from surveys.models.response import Response

ANSWERS = 4
WENT = (1, 2)
# Of whom the program publishes one round: so many that some may go and enough are left.
GROUP = 8


def run(long: bool) -> Iterable[Outcome]:
    """List what a second release would tell, and look whether there is one."""
    sizes = range(5, 13) if long else (5, 8)
    for number in WENT:
        yield published_twice(sizes, number)
    with on_sqlite():
        yield judged(*changed_rows(number=3 if long else 1))


def published_twice(sizes: Sequence[int], number: int) -> Outcome:
    """Return the limit: a second release without so many, seen by one of those who stay."""
    found = [worst(cases_of(joined(number), n - ONE, ANSWERS, 0), ONE, ONE) for n in sizes]
    together = Found(*(sum(numbers) for numbers in zip(*found, strict=True)))
    return Outcome(
        f"a release of {min(sizes)} to {max(sizes)} people and {number} more, and one without "
        "these, which no round has",
        "5, why it is promised",
        f"what those who withdrew had answered in {together.few} of {together.cases} cases",
        f"1 in {ANSWERS}",
        True,
    )


def changed_rows(number: int) -> tuple[int, int, int]:
    """Publish a round, let so many withdraw, and have the round computed again.

    Returns how many published rows there were, how many differ afterwards, and how many of the
    answers of those who withdrew are left.
    """
    round = people.open_round()
    names = answer_names(document_asked(round), people.SEAT, people.SIDE, modules=round.modules)
    holders = [people.begin(invitation) for invitation in people.invite(round, GROUP)]
    for place, holder in enumerate(holders):
        answers = {name: Answer(place % ANSWERS) for name in names}
        responding.save_answers(holder=holder, answers=answers)
        people.send(holder)
    people.close(round)
    job = Job.objects.get(kind="compute", argument=str(round.pk))
    jobs.run(str(job.pk))
    before, left = published(), Response.objects.count()
    for holder in holders[:number]:
        assert withdrawing.withdraw(code=holder.code)
    tidying.tidy()
    job.refresh_from_db()
    jobs.repeat(job)
    jobs.run(str(job.pk))
    return len(before), len(before ^ published()), Response.objects.count() - (left - number)


def published() -> set[str]:
    """Return every row of every table of results."""
    models = apps.get_app_config("analytics").get_models()
    return {f"{model.__name__} {row}" for model in models for row in model.objects.values_list()}


def judged(rows: int, changed: int, left: int) -> Outcome:
    return Outcome(
        f"a round of {GROUP} published, some of whom withdraw, and computed again",
        "5",
        f"{changed} of {rows} published rows changed; {left} answers of theirs left",
        "0",
        rows > 0 and not changed and not left,
    )
