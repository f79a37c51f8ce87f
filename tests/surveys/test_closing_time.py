from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from surveys import facilitating, responding, sealing, withdrawing
from surveys.closing_time import ClosingTimeError, closing_time_in_words, read_closing_time
from surveys.envelope_contents import Answer
from surveys.models.audit import AnswerAudit
from surveys.models.round import Round
from surveys.responding import RoundNotOpenError
from tests import factories
from tests.surveys.holders import KEY, again, invited

SEOUL = ZoneInfo("Asia/Seoul")
MEETING = datetime(2040, 12, 5, 18, 0, tzinfo=SEOUL)


def pass_closing_time(round: Round) -> None:
    Round.objects.filter(pk=round.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


# --- Reading and writing it ----------------------------------------------------------------------


def test_a_time_is_read_as_clocks_in_its_zone_show_it():
    for text in ("2040-12-05 18:00", "2040-12-05T18:00"):
        assert read_closing_time(text, "Asia/Seoul") == datetime(2040, 12, 5, 9, 0, tzinfo=UTC)
    assert read_closing_time("2040-07-01 09:00", "America/New_York").utcoffset() == timedelta(
        hours=-4
    )


@pytest.mark.parametrize(
    ("text", "zone", "why"),
    [
        ("2040-12-05 18:00", "Seoul", "no time zone 'Seoul'.*Asia/Seoul"),
        ("2040-12-05 18:00", "", "no time zone ''"),
        ("2040-12-05 18:00", "../etc", "no time zone"),
        ("5 December, six", "Asia/Seoul", "is no time; write it as 2026-12-05 18:00"),
        ("2040-12-05T18:00+09:00", "Asia/Seoul", "has a zone of its own"),
        ("2040-03-11 02:30", "America/New_York", "put forward or back.*exactly once"),
        ("2040-11-04 01:30", "America/New_York", "put forward or back.*exactly once"),
    ],
)
def test_what_is_no_time_is_refused_with_the_mend(text, zone, why):
    with pytest.raises(ClosingTimeError, match=why):
        read_closing_time(text, zone)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "December 5, 2040, 18:00 (Korean Standard Time, UTC+09:00)"),
        ("zh-hans", "2040年12月5日18:00（韩国标准时间，UTC+09:00）"),
        ("ja", "2040年12月5日18:00（韓国標準時、UTC+09:00）"),
        ("ko", "2040년 12월 5일 18:00(대한민국 표준시, UTC+09:00)"),
    ],
)
def test_it_is_written_with_its_zone_in_the_language_of_the_reader(language, words):
    with override(language):
        assert closing_time_in_words(Round(closes_at=MEETING, closes_zone="Asia/Seoul")) == words


def test_without_one_there_is_nothing_to_write():
    assert closing_time_in_words(Round()) == ""


# --- Set at opening ------------------------------------------------------------------------------


def test_opening_a_round_sets_it_and_the_audit_says_so(draft_round):
    facilitating.open_round(round=draft_round, by="ada", allow_drafts=True, closes_at=MEETING)
    round = Round.objects.get(pk=draft_round.pk)
    assert (round.closes_at, round.closes_zone) == (MEETING, "Asia/Seoul")
    entry = AnswerAudit.objects.get(act="open_round")
    assert entry.detail["closes_at"] == "2040-12-05T18:00:00+09:00"


@pytest.mark.parametrize(
    ("closes_at", "why"),
    [
        (datetime(2020, 1, 1, 9, 0, tzinfo=SEOUL), "2020-01-01 09:00 in Asia/Seoul has passed"),
        (datetime(2040, 1, 1, 9, 0, tzinfo=UTC), "needs a zone with a name"),
        (datetime(2040, 1, 1, 9, 0), "needs a zone with a name"),
    ],
)
def test_a_time_that_cannot_be_told_or_has_passed_opens_nothing(draft_round, closes_at, why):
    with pytest.raises(ClosingTimeError, match=why):
        facilitating.open_round(round=draft_round, by="t", allow_drafts=True, closes_at=closes_at)
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"


def test_a_round_without_one_is_open_until_it_is_closed(open_round):
    assert open_round.takes_answers
    assert not open_round.is_over
    assert "closes_at" not in AnswerAudit.objects.get(act="open_round").detail


# --- Kept ----------------------------------------------------------------------------------------


def test_until_then_answers_are_taken(open_round):
    Round.objects.filter(pk=open_round.pk).update(closes_at=timezone.now() + timedelta(minutes=5))
    factories.respond(open_round)
    assert facilitating.submitted(open_round).total() == 1


def test_from_then_on_nothing_is_saved_sent_or_begun(open_round):
    holder, unused = factories.begin(open_round), invited(open_round)
    responding.save_answers(holder=holder, answers={KEY: Answer(2)})
    pass_closing_time(open_round)
    late = again(holder)
    for act in (
        lambda: responding.save_answers(holder=late, answers={KEY: Answer(3)}),
        lambda: responding.submit(holder=late),
        lambda: responding.start_again(holder=late),
    ):
        with pytest.raises(RoundNotOpenError):
            act()
    assert responding.read_draft(late) == {KEY: Answer(2)}
    assert responding.begin(invitation=unused, code=sealing.new_code()) is None
    assert responding.open_round_of(unused) is None


def test_from_then_on_one_may_still_withdraw_and_the_round_be_closed(open_round):
    codes = [factories.respond(open_round) for _ in range(2)]
    pass_closing_time(open_round)
    assert withdrawing.withdraw(code=codes[0])
    open_round.refresh_from_db()
    assert facilitating.submitted(factories.close(open_round)).total() == 1
