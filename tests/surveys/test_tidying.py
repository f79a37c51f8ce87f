from unittest import mock

import pytest
from django.conf import settings

from surveys import own_concerns, scrubbing, tasks, tidying, withdrawing
from surveys.models.scrub_due import ScrubDue
from surveys.scrubbing import ANSWERS, ENVELOPES, MAILS, ROLL, StillInUseError
from tests import factories
from tests.surveys import written


@pytest.fixture
def scrubbed():
    """Files cannot be rewritten inside a test's transaction: says which tables would have been."""
    with (
        mock.patch.object(scrubbing, "rewrite") as rewrite,
        mock.patch.object(scrubbing, "remove_log"),
        mock.patch.object(tidying, "remove_log") as logs,
    ):
        rewrite.logs = logs
        yield rewrite


def names(scrubbed) -> list[str]:
    return [call.args[0].name for call in scrubbed.call_args_list]


def test_withdrawing_makes_a_scrub_due_and_a_worker_does_it_once(open_round, scrubbed):
    codes = [factories.respond(open_round) for _ in range(2)]
    ScrubDue.objects.all().delete()
    assert all(withdrawing.withdraw(code=code) for code in codes)
    (mark,) = ScrubDue.objects.all()
    assert mark.name == "answers"
    tasks.tidy()
    assert names(scrubbed)[0] == "answers"
    assert names(scrubbed).count("answers") == 1
    assert not ScrubDue.objects.exists()
    scrubbed.reset_mock()
    tasks.tidy()
    assert names(scrubbed) == []


def test_withdrawing_from_a_closed_round_makes_a_scrub_due(open_round):
    code = factories.respond(open_round)
    factories.close(open_round)
    ScrubDue.objects.all().delete()
    assert withdrawing.withdraw(code=code) is True
    assert ScrubDue.objects.get().name == "answers"


def test_an_unknown_code_makes_nothing_due(open_round):
    assert withdrawing.withdraw(code="0" * 26) is False
    assert not ScrubDue.objects.exists()


def test_a_text_that_is_released_leaves_a_scrub_due(db):
    round = written.closed_round()
    ScrubDue.objects.all().delete()
    concern = round.own_concerns.first()
    own_concerns.release_concern(round=round, concern=concern.pk, by="f", words="reworded")
    assert ScrubDue.objects.get().name == "answers"


def test_a_mark_says_neither_who_nor_when_nor_how_often(open_round):
    first, second = factories.respond(open_round), factories.respond(open_round)
    ScrubDue.objects.all().delete()
    withdrawing.withdraw(code=first)
    before = ScrubDue.objects.values().get()
    withdrawing.withdraw(code=second)
    after = ScrubDue.objects.values().get()
    assert after.pop("token") != before.pop("token")
    assert after == before == {"name": "answers", "failed": 0}


def test_what_is_erased_during_a_scrub_is_scrubbed_the_next_time(open_round, scrubbed):
    codes = [factories.respond(open_round) for _ in range(2)]
    ScrubDue.objects.all().delete()
    withdrawing.withdraw(code=codes[0])
    scrubbed.side_effect = lambda erased, *rest: withdrawing.withdraw(code=codes[1])
    tasks.tidy()
    assert ScrubDue.objects.get().name == "answers"
    scrubbed.side_effect = None
    tasks.tidy()
    assert not ScrubDue.objects.exists()


def test_what_is_in_use_stays_due_and_is_told_after_ten_minutes(open_round, scrubbed, caplog):
    scrubbing.mark_due(ANSWERS)
    scrubbing.mark_due(MAILS)
    busy = StillInUseError("somebody reads")
    scrubbed.side_effect = lambda erased, *rest: erased is not ANSWERS or _raise(busy)
    for _ in range(scrubbing.FAILURES_TOLERATED):
        scrubbing.require_scrubbed()
        tasks.tidy()
    assert [mark.name for mark in ScrubDue.objects.all()] == ["answers"], "mails do not wait for it"
    assert caplog.messages[0] == "answers: somebody reads; tried again within minutes"
    with pytest.raises(StillInUseError):
        scrubbing.require_scrubbed()
    scrubbed.side_effect = None
    tasks.tidy()
    scrubbing.require_scrubbed()


def _raise(problem: Exception) -> None:
    raise problem


def test_where_old_rows_stay_envelopes_and_roll_are_rewritten_when_mixed(open_round, scrubbed):
    for _ in range(2):
        factories.respond(open_round)
    ScrubDue.objects.all().delete()
    with mock.patch.object(scrubbing, "keeps_old_rows", return_value=True):
        tasks.tidy()
    assert {"envelopes", "roll"} <= set(names(scrubbed))


def test_beginning_makes_envelopes_and_roll_due_where_old_rows_stay(open_round):
    with mock.patch.object(scrubbing, "keeps_old_rows", return_value=True):
        factories.begin(open_round)
    assert {mark.name for mark in ScrubDue.objects.all()} == {"envelopes", "roll"}
    assert (ENVELOPES.database, ROLL.database) == ("default", "identity")


def test_logs_are_removed_every_time_whether_or_not_anything_happened(db, scrubbed):
    tasks.tidy()
    assert [call.args for call in scrubbed.logs.call_args_list] == [("default",), ("identity",)]


def test_it_is_done_within_minutes():
    entry = settings.CELERY_BEAT_SCHEDULE["tidy"]
    assert entry["task"] == tasks.tidy.name
    assert entry["schedule"] <= 120
