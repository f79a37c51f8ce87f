"""Rounds, respondents and staff, made by the same functions the product uses."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from unittest import mock

from surveys import facilitating, inviting, jobs, responding, sealing
from surveys.envelope_contents import Answer, Holder
from surveys.instruments import loader
from surveys.instruments.builder import from_content
from surveys.instruments.document import Document, directed_dyads
from surveys.instruments.loader import document_asked, load_instrument
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.instruments.parser import read, shipped
from surveys.instruments.sequence import MODULES, answer_names
from surveys.models.instrument import Instrument
from surveys.models.job import Job
from surveys.models.round import Round
from surveys.models.staff import StudyRole, User
from surveys.models.study import Study

PASSWORD = "correct horse battery"
LANGUAGES = ["en", "zh-Hans", "ja", "ko"]

# What the first round of a study may ask.
FIRST_ROUND = tuple(module for module in MODULES if module not in REPORTED_CHANGES)
# How the names of answers begin that say whether something has changed.
CHANGES = ("recalled/", "reflected/")

_numbers = count(1)


@cache
def welch() -> Document:
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    return read(path)


@cache
def short() -> Document:
    """The Welch instrument with two of its concerns, and of each directed dyad one threat."""
    content = welch().content
    threats = {(threat["perceiver"], threat["target"]): threat for threat in content["threats"]}
    first, *_, last = content["concerns"]
    shortened = {"slug": "short", "concerns": [first, last]}
    return from_content({**content, **shortened, "threats": list(threats.values())})


@cache
def large(threats: int) -> Document:
    """The Welch instrument with so many threats in each directed dyad, under the longest keys."""
    content = welch().content
    many = [
        content["threats"][0]
        | {"perceiver": perceiver, "target": target, "key": f"{'x' * 44}-{number:05}"}
        for perceiver, target in directed_dyads(welch())
        if target in welch().sides
        for number in range(threats)
    ]
    return from_content({**content, "slug": "large", "threats": many})


_sound: dict[int, Document] = {}


def make_instrument(document: Document | None = None) -> Instrument:
    """The stored questionnaire; each is checked once for all tests, since that takes longest."""
    document = document or welch()
    if id(document) in _sound:
        with (
            mock.patch.object(loader, "check_built", return_value=()),
            mock.patch.object(loader, "check_texts", return_value=()),
        ):
            return load_instrument(document, by="test")
    instrument = load_instrument(document, by="test")
    _sound[id(document)] = document
    return instrument


def make_study(slug: str | None = None, **fields: object) -> Study:
    slug = slug or f"study-{next(_numbers)}"
    return Study.objects.create(
        slug=slug, title={"en": slug.title()}, languages=LANGUAGES, **fields
    )


def make_round(
    study: Study | None = None,
    state: str = "open",
    passphrase: str | None = None,
    document: Document | None = None,
    **fields: object,
) -> Round:
    """A round of the Welch instrument or another, a draft or opened by the real function."""
    study = study or make_study()
    round = Round.objects.create(
        study=study,
        instrument=make_instrument(document),
        number=study.rounds.count() + 1,
        title={"en": "First round"},
        languages=LANGUAGES,
        **fields,
    )
    if state == "open":
        facilitating.open_round(round=round, by="test", passphrase=passphrase, allow_drafts=True)
    round.refresh_from_db()
    return round


def make_later_round(study: Study, modules: Collection[str], **fields: object) -> Round:
    """An open round of these modules, after one that has closed without an answer."""
    earlier = make_round(study, state="draft")
    Round.objects.filter(pk=earlier.pk).update(state="closed", closed_on="2026-11-20")
    return make_round(study, modules=list(modules), **fields)


def begin(round: Round, seat: str = "participant", side: str = "PRC", level: str = "") -> Holder:
    """Somebody invited who has kept their code."""
    invitation, _token = inviting.invite(
        round=round, seat=seat, side=side, level=level, by="test", confirmed_roll=True
    )
    holder = responding.begin(invitation=invitation, code=sealing.new_code(), agreed=True)
    assert holder is not None
    return holder


def respond(
    round: Round,
    seat: str = "participant",
    side: str = "PRC",
    marks: Mapping[str, int] | int = 3,
    level: str = "",
) -> str:
    """Somebody who answers every question (one mark for all) or the given ones, and submits."""
    holder = begin(round, seat, side, level)
    if isinstance(marks, int):
        names = answer_names(document_asked(round), seat, side, modules=round.modules)
        # Whether something has changed has three answers, a mark has four levels.
        of_changes = {name: min(marks, 2) for name in names if name.startswith(CHANGES)}
        marks = dict.fromkeys(names, marks) | of_changes
    answers = {key: Answer(mark) for key, mark in marks.items()}
    responding.save_answers(holder=holder, answers=answers)
    responding.submit(holder=holder)
    return holder.code


def run_jobs() -> None:
    """Do every waiting job here and now, as a worker would, without rewriting database files.

    The files of a release are left out, because they take seconds: see `tests.analytics.stored`.
    """
    with no_scrubbing():
        queued = Job.objects.filter(state=Job.State.QUEUED).exclude(kind="files")
        while waiting := queued.first():
            jobs.run(str(waiting.pk))


@contextmanager
def no_scrubbing() -> Iterator[mock.Mock]:
    """VACUUM cannot run inside a test's transaction; tests of it use real ones."""
    with mock.patch("surveys.facilitating.scrub") as scrub:
        yield scrub


def close(round: Round) -> Round:
    facilitating.request_closing(round=round, by="test")
    run_jobs()
    round.refresh_from_db()
    assert round.state == Round.State.CLOSED, Job.objects.values("kind", "state", "error")
    return round


def make_closed_round(study: Study) -> Round:
    """Eight participants a side and eight assessors: perceived serious, assessed low."""
    round = make_round(study)
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(8):
            respond(round, side=side, marks=3)
        for _ in range(2):
            respond(round, seat="assessor", side=side, marks=1)
    return close(round)


def make_staff(study: Study | None = None, role: str = "facilitator", username: str = "") -> User:
    user = User.objects.create_user(username or f"{role}-{next(_numbers)}", password=PASSWORD)
    if study is not None:
        StudyRole.objects.create(user=user, study=study.pk, role=role)
    return user


def make_operator(username: str = "operator") -> User:
    """Somebody who may set studies up, and has no role in any."""
    return User.objects.create_user(username, password=PASSWORD, is_staff=True)
