from unittest import mock

import pytest

from surveys import facilitating, jobs, responding
from surveys.envelope_contents import Answer
from surveys.instruments.document import impression_options
from surveys.instruments.sequence import answer_names, split_name
from surveys.models.job import Job
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.unsealing import EnvelopeOpener
from tests import factories
from tests.factories import no_scrubbing, welch

TOGETHER = (*factories.FIRST_ROUND, "trend")


@pytest.fixture
def full_round(study) -> Round:
    """A round that asks everything that goes together."""
    return factories.make_later_round(study, TOGETHER)


def submit(round: Round, answers: dict[str, Answer], seat: str = "participant") -> Envelope:
    holder = factories.begin(round, seat, "PRC")
    responding.save_answers(holder=holder, answers=answers)
    responding.submit(holder=holder)
    return Envelope.objects.get(pk=holder.envelope.pk)


def close(round: Round) -> None:
    facilitating.request_closing(round=round, by="test")
    with no_scrubbing():
        jobs.run(str(Job.objects.get(kind="close").pk))
    assert Job.objects.get(kind="close").state == "done"


@pytest.mark.parametrize("seat", ["participant", "assessor"])
def test_everything_that_is_asked_becomes_a_rating(full_round, seat):
    names = answer_names(welch(), seat, "PRC", modules=TOGETHER)
    given = {name: Answer(place % 3) for place, name in enumerate(names) if place % 5}
    submit(full_round, given, seat)
    close(full_round)
    marks = {
        (rating.lens, rating.question.key): (rating.mark, rating.group)
        for rating in Rating.objects.select_related("question")
    }
    group = "PRC" if seat == "participant" else "panel/PRC"
    assert marks == {
        split_name(name, seat): (given[name].mark if name in given else -3, group) for name in names
    }
    assert set(Rating.objects.values_list("round", flat=True)) == {full_round.pk}


ELSE = len(impression_options(welch(), "PRC")) - 1
IMPRESSION = next(
    name
    for name in answer_names(welch(), "participant", "PRC", modules=TOGETHER)
    if name.startswith("first/")
)


@pytest.mark.parametrize(
    ("name", "mark", "sound"),
    [
        (IMPRESSION, 0, True),
        (IMPRESSION, ELSE, True),
        (IMPRESSION, ELSE + 1, False),
        (IMPRESSION, -2, True),
        (IMPRESSION, -3, False),
        ("PRC>JPN:military", 3, True),
        ("PRC>JPN:military", 4, False),
        ("predicted/JPN>PRC:military", 3, True),
        ("predicted/PRC>JPN:military", 3, False),
        ("assessed/PRC>JPN:military", 3, False),
        ("recalled/PRC>JPN:trend", 2, True),
        ("recalled/PRC>JPN:trend", -2, True),
        ("recalled/PRC>JPN:trend", 3, False),
        ("recalled/PRC>JPN:trend", -1, False),
        ("recalled/JPN>PRC:trend", 1, False),
        ("reflected/PRC>:reflection", 1, False),
        ("nothing", 1, False),
    ],
)
def test_an_answer_must_fit_what_was_asked(full_round, name, mark, sound):
    envelope = submit(full_round, {name: Answer(mark)})
    assert (EnvelopeOpener(full_round).read(envelope) is not None) is sound


@pytest.mark.parametrize(("mark", "sound"), [(0, True), (2, True), (3, False), (-1, False)])
def test_a_reflection_is_answered_by_yes_no_or_not_sure(study, mark, sound):
    round = factories.make_round(study, modules=["reflection"])
    envelope = submit(round, {"reflected/PRC>:reflection": Answer(mark)})
    assert (EnvelopeOpener(round).read(envelope) is not None) is sound


def test_what_a_module_asks_does_not_fit_a_round_without_it(open_round):
    envelope = submit(open_round, {"predicted/JPN>PRC:military": Answer(1)})
    assert EnvelopeOpener(open_round).read(envelope) is None


def test_an_envelope_is_read_for_its_own_row_only(full_round, study):
    envelope = submit(full_round, {})
    opener = EnvelopeOpener(full_round)
    assert opener.read(envelope)["side"] == "PRC"
    for change in ({"side": "JPN"}, {"seat": "assessor"}, {"sealed": b""}, {"sealed": None}):
        copy = Envelope.objects.get(pk=envelope.pk)
        for field, value in change.items():
            setattr(copy, field, value)
        assert opener.read(copy) is None
    assert EnvelopeOpener(factories.make_round(study)).read(envelope) is None
    assert not Response.objects.exists()


def test_an_impression_has_as_many_answers_as_there_are_options(full_round):
    envelope = submit(full_round, {IMPRESSION: Answer(2)})
    for options, sound in ((["JPN", "ROK", "else"], True), (["JPN", "else"], False)):
        with mock.patch("surveys.instruments.document.impression_options", return_value=options):
            assert (EnvelopeOpener(full_round).read(envelope) is not None) is sound
