"""The simulated rounds of the demonstration: answered, closed and released as those of real people.

Nobody fills them in page by page: the answers of all are sealed at once.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from analytics.jobs import COMPUTE
from analytics.measures.verdicts import Thresholds, stored_rules
from analytics.models import Release
from analytics.release.audience import widen
from simulation.grounds import GROUNDS
from simulation.respondents import SimulatedRespondents
from surveys import facilitating, inviting, jobs, responding
from surveys.envelope_contents import Answers
from surveys.instruments import reassurance
from surveys.instruments.document import Document
from surveys.instruments.loader import document_asked, document_of, load_instrument
from surveys.instruments.optional_parties import TARGET_ONLY, optional_parties
from surveys.instruments.parser import parse, read_text, shipped
from surveys.instruments.sequence import DEFAULT_MODULES, answer_names
from surveys.models.base import Seat
from surveys.models.instrument import Instrument
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.purging import PURGE
from surveys.respondent_groups import group_of

ACTOR = "demonstration"  # in the audit chains
SEED = 2013
PARTICIPANTS_A_SIDE = 12
LANGUAGES = ["en", "zh-Hans", "ja", "ko"]

# What a round asks that has one before it.
LATER_MODULES = (*DEFAULT_MODULES, "trend")
# What the second round asks besides: why, of a party that takes no part, and what would reassure.
FURTHER_MODULES = (GROUNDS, TARGET_ONLY, reassurance.KEY)


@dataclass(frozen=True)
class SimulatedRound:
    """A round of simulated answers.

    ``convergence`` is that of `SimulatedRespondents`. With five assessors a side or more the panel
    is published by side as well.
    """

    number: int
    title: dict[str, str]
    assessors_a_side: int
    convergence: float
    modules: tuple[str, ...] = DEFAULT_MODULES


SIMULATED_ROUNDS = (
    SimulatedRound(
        number=1,
        title={
            "en": "First round: simulated answers",
            "zh-Hans": "第一轮：模拟作答",
            "ja": "第1ラウンド：模擬回答",
            "ko": "1차: 모의 응답",
        },
        assessors_a_side=3,
        convergence=0.0,
    ),
    SimulatedRound(
        number=2,
        title={
            "en": "Second round: simulated answers",
            "zh-Hans": "第二轮：模拟作答",
            "ja": "第2ラウンド：模擬回答",
            "ko": "2차: 모의 응답",
        },
        assessors_a_side=5,
        convergence=0.6,
        modules=(*LATER_MODULES, *FURTHER_MODULES),
    ),
)


def load_demonstration_instrument() -> Instrument:
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    text = read_text(path)
    loaded = Instrument.objects.filter(slug=path.stem, file_text=text).first()
    return loaded or load_instrument(parse(text, path.name), by=ACTOR, file_text=text)


def new_round(
    instrument: Instrument, title: dict[str, str], modules: Collection[str] = DEFAULT_MODULES
) -> dict[str, Any]:
    return {
        "instrument": instrument,
        "title": title,
        "languages": LANGUAGES,
        "modules": list(modules),
        "widest_audience": Round.Widest.PUBLIC,
        "simulated": True,
    }


# --- The simulated rounds ------------------------------------------------------------------------

# Begins some work, and returns what waits for its end.
Begin = Callable[[Callable[[], object]], Callable[[], None]]


def simulated_releases(
    study: Study, instrument: Instrument, begin: Begin | None = None
) -> list[Release]:
    """Return the releases of the simulated rounds, after doing whatever is not done yet.

    With `begin`, which begins some work in another process, the first is released while the second
    is answered. Only the changes between them have to wait.
    """
    rounds = [_round_and_answers(study, instrument, each) for each in SIMULATED_ROUNDS]
    to = Release.Audience.RESEARCHERS
    if begin and not Release.objects.filter(round=rounds[0][0]).exists():
        first, second = rounds
        _close(*first)
        wait = begin(partial(release_of, *first, to))
        _close(*second)
        _compute_ahead(second[0])
        wait()
    return [release_of(round, answer, to) for round, answer in rounds]


def _round_and_answers(
    study: Study, instrument: Instrument, simulated: SimulatedRound
) -> tuple[Round, Callable[[Round], None]]:
    fields = new_round(instrument, simulated.title, simulated.modules)
    round, _ = Round.objects.get_or_create(study=study, number=simulated.number, defaults=fields)
    return round, partial(_answer_all, simulated=simulated)


def release_of(round: Round, answer: Callable[[Round], None], audience: str) -> Release:
    """Return the round's release, after doing whatever is not done yet.

    The round is opened, answered by `answer`, closed, released and widened to the audience.
    """
    _close(round, answer)
    _run(_unfinished(round))
    release = Release.objects.get(round=round)
    if release.audience == Release.Audience.HELD:
        release = widen(release=release, to=audience, by=ACTOR)
    return release


def _close(round: Round, answer: Callable[[Round], None]) -> None:
    """Do what is not done yet until the envelopes are opened."""
    if round.state == Round.State.DRAFT:
        facilitating.open_round(round=round, by=ACTOR, allow_drafts=True)
        round.refresh_from_db()
    if round.state == Round.State.OPEN:
        answer(round)
        facilitating.request_closing(round=round, by=ACTOR)
    _run(_unfinished(round).exclude(kind=COMPUTE))
    round.refresh_from_db()


def _unfinished(round: Round) -> QuerySet[Job]:
    done = Q(kind=PURGE) | Q(state=Job.State.DONE)
    return Job.objects.filter(argument=str(round.pk)).exclude(done)


def _run(unfinished: QuerySet[Job]) -> None:
    """Do these jobs in this process, those that they queue as well.

    The files of a release are left to the worker, so that nobody waits for them. Raises
    RuntimeError when a job fails or is taken by a worker.
    """
    while job := unfinished.first():
        before = job.attempts
        jobs.run(str(job.pk))
        job.refresh_from_db()
        if job.state == Job.State.FAILED or job.attempts == before:
            raise RuntimeError(f"{job.key} did not succeed: {job.error or 'a worker has it'}")


def _compute_ahead(round: Round) -> None:
    """Do the sums that take longest; the job, which runs in this process, finds them remembered."""
    from analytics.computing import pooled_gaps, tally  # and with it scipy

    blocks = tally.blocks(tally.tallies(round), round.withstands)
    thresholds = stored_rules(Thresholds, round.thresholds.get("gaps", {}))
    pooled_gaps.cells_and_means(blocks, thresholds, optional_parties(document_of(round.instrument)))


# --- Their respondents ---------------------------------------------------------------------------


def _places(document: Document, simulated: SimulatedRound) -> Iterator[tuple[str, str, int]]:
    """Yield seat, side and number of every group of simulated respondents."""
    numbers = {
        Seat.PARTICIPANT: PARTICIPANTS_A_SIDE,
        Seat.ASSESSOR: simulated.assessors_a_side,
    }
    for seat, number in numbers.items():
        for side in document.sides:
            yield seat, side, number


def _invite_all(round: Round, simulated: SimulatedRound) -> None:
    """Invite whoever is not invited yet."""
    invited = inviting.invitation_counts(round)
    guests = [
        (seat, side)
        for seat, side, number in _places(document_asked(round), simulated)
        for _ in range(number - invited[group_of(seat, side)]["invited"])
    ]
    if guests:
        # The difference between two rounds cannot give away people who do not exist.
        inviting.invite_all(
            round=round, guests=guests, by=ACTOR, way="simulated", confirmed_roll=True
        )


def _answer_all(round: Round, simulated: SimulatedRound) -> None:
    """Invite every simulated respondent who is not there yet, and submit their answers."""
    _invite_all(round, simulated)
    document = document_asked(round)
    respondents = SimulatedRespondents(document, seed=SEED, convergence=simulated.convergence)
    submitted = facilitating.submitted(round)

    def people() -> Iterator[tuple[str, str, Answers]]:
        for seat, side, number in _places(document, simulated):
            names = answer_names(document, seat, side, modules=round.modules)
            for _ in range(number - submitted[group_of(seat, side)]):
                yield seat, side, respondents.answers(seat, side, names)

    responding.submit_for_many(round=round, people=people())
    inviting.mark_all_used(round=round)
