"""Concerns in participants' own words: taken out of the envelopes, released, withdrawn, purged."""

import re
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from surveys import closing_chunks, facilitating, own_concerns, purging, responding, withdrawing
from surveys.models.audit import AnswerAudit
from surveys.models.own_concern import OwnConcern, ReleasedConcern
from surveys.models.response import Response
from surveys.models.round import Round
from surveys.own_concerns import ConcernGoneError
from tests import factories
from tests.surveys import written

HEX = re.compile("[0-9a-f]{64}")


def texts_of(round: Round) -> set[tuple[str, str, str]]:
    return set(round.own_concerns.values_list("perceiver", "target", "text"))


@pytest.fixture
def closed(study) -> Round:
    return written.closed_round(study)


def first(round: Round) -> OwnConcern:
    concern: OwnConcern = round.own_concerns.get(text="about Japan 0")
    return concern


# --- Opening the envelopes ------------------------------------------------------------------------


def test_closing_takes_the_texts_out_with_side_and_target_alone(closed):
    assert texts_of(closed) == {
        ("PRC", target, f"about {name} {person}")
        for person in range(5)
        for target, name in (("JPN", "Japan"), ("ROK", "the ROK"))
    }
    assert Response.objects.filter(round=closed).count() == 5


def test_what_was_replaced_or_not_submitted_is_not_taken_out(study):
    round = written.asking_round(study)
    codes = [written.write(round, {"JPN/1": f"first {n}"}) for n in range(5)]
    holder = responding.holder_by_code(code=codes[0])
    responding.start_again(holder=holder)
    holder = responding.holder_by_code(code=codes[0])
    responding.save_texts(holder=holder, texts={"JPN/1": "second", "USA/1": ""})
    responding.submit(holder=holder)
    holder = responding.holder_by_code(code=codes[1])
    responding.start_again(holder=holder)
    holder = responding.holder_by_code(code=codes[1])
    responding.save_texts(holder=holder, texts={"JPN/1": "only saved"})
    factories.close(round)
    assert texts_of(round) == {
        ("PRC", "JPN", text) for text in ("second", "first 1", "first 2", "first 3", "first 4")
    }


@pytest.mark.parametrize("chunk", [5_000, 3])
@pytest.mark.parametrize(("people", "kept"), [(4, 0), (5, 5)])
def test_of_a_side_with_fewer_than_five_people_no_text_is_kept(
    study, people, kept, chunk, monkeypatch
):
    """Nor is it ever written, to be erased again, also where a round is opened chunk by chunk."""
    monkeypatch.setattr(closing_chunks, "ENVELOPES_OF_A_CHUNK", chunk)
    written_down = []

    def look(execute, sql, params, many, context):
        written_down.extend([str(params)] if "surveys_ownconcern" in sql.lower() else [])
        return execute(sql, params, many, context)

    round = written.asking_round(study)
    for person in range(people):
        written.write(round, {"JPN/1": f"about Japan {person}"})
    for _ in range(5):
        factories.respond(round, side="JPN", marks=1)
    with connection.execute_wrapper(look):
        factories.close(round)
    assert round.own_concerns.count() == kept
    assert "".join(written_down).count("about Japan") == kept
    assert Response.objects.filter(round=round).count() == people + 5


def test_a_text_has_nothing_in_common_with_a_response_or_with_another_text(closed):
    """Whatever value of a row is compared, only what many share is found a second time."""
    common = {str(closed.pk), "PRC", "JPN", "ROK", "", "False", "participant"}
    rows = [*OwnConcern.objects.values_list(), *Response.objects.values_list()]
    values = [[str(value) for value in row if str(value) not in common] for row in rows]
    every = [value for row in values for value in row]
    assert len(every) == len(set(every)) == 10 * 3 + 5 * 2
    assert sum(HEX.fullmatch(value) is not None for value in every) == 10 + 5


def test_texts_lie_in_an_order_of_their_own(study, monkeypatch):
    """The generator is asked twice: once for the responses, once more for the texts."""
    shuffled = []

    class Reversing:
        def shuffle(self, things):
            shuffled.append(len(things))
            things.reverse()

    round = written.asking_round(study)
    for person in range(5):
        written.write(round, {"JPN/1": f"{person} a", "USA/1": f"{person} b"})
    monkeypatch.setattr("surveys.unsealing.secrets.SystemRandom", Reversing)
    facilitating.request_closing(round=round, by="test")
    factories.run_jobs()
    assert shuffled == [5, 10]


# --- Withdrawing and destroying -------------------------------------------------------------------


def test_withdrawing_erases_all_texts_of_a_person_and_nobody_elses(study):
    round = written.asking_round(study)
    codes = [
        written.write(round, {slot: f"{person} {slot}" for slot in written.SLOTS})
        for person in range(5)
    ]
    factories.close(round)
    assert round.own_concerns.count() == 45
    assert withdrawing.withdraw(code=codes[2]) is True
    assert {text[0] for _, _, text in texts_of(round)} == {"0", "1", "3", "4"}
    assert round.own_concerns.count() == 36
    assert Response.objects.filter(round=round).count() == 4


def test_what_was_released_stays_when_its_writer_withdraws(study):
    round = written.asking_round(study)
    codes = [written.write(round, {"JPN/1": f"about Japan {n}"}) for n in range(5)]
    factories.close(round)
    own_concerns.release_concern(round=round, concern=first(round).pk, by="f", words="words")
    assert withdrawing.withdraw(code=codes[0]) is True
    assert ReleasedConcern.objects.get().text == "words"
    assert round.own_concerns.count() == 4


@pytest.mark.parametrize("kept", [False, True])
def test_purging_erases_what_nobody_has_released_whatever_is_kept(closed, kept, monkeypatch):
    monkeypatch.setattr("surveys.purging.LARGE_GROUP", 5)
    closed.study.keep_large_groups = kept
    closed.study.save()
    own_concerns.release_concern(round=closed, concern=first(closed).pk, by="f")
    closed_on = timezone.localdate() - timezone.timedelta(days=30)
    Round.objects.filter(pk=closed.pk).update(closed_on=closed_on)
    assert [round.pk for round in purging.due()] == [closed.pk]
    purging.purge(round=closed, by="operator")
    assert not closed.own_concerns.exists()
    assert ReleasedConcern.objects.get().text == "about Japan 0"
    assert purging.due() == []
    entry = AnswerAudit.objects.get(act="purge")
    assert (
        entry.detail == {"responses": 0, "texts": 9, "kept": 5}
        if kept
        else {
            "responses": 5,
            "texts": 9,
        }
    )


# --- Releasing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [None, "in other words"])
def test_a_released_text_leaves_nothing_of_what_was_written(closed, words):
    own_concerns.release_concern(round=closed, concern=first(closed).pk, by="f", words=words)
    released = ReleasedConcern.objects.get()
    assert (released.perceiver, released.target) == ("PRC", "JPN")
    assert released.text == (words or "about Japan 0")
    assert not released.shared
    assert not OwnConcern.objects.filter(text="about Japan 0").exists()
    assert closed.own_concerns.count() == 9


def test_a_text_is_withheld_and_reconsidered(closed):
    concern = first(closed).pk
    own_concerns.withhold_concern(round=closed, concern=concern, by="f")
    assert OwnConcern.objects.get(withheld=True).pk == concern
    own_concerns.withhold_concern(round=closed, concern=concern, by="f", withheld=False)
    assert not OwnConcern.objects.filter(withheld=True).exists()


def test_a_text_that_is_gone_or_of_another_round_is_not_decided_on(closed, study):
    other = written.asking_round(study)
    for round, concern in ((closed, uuid.uuid4()), (other, first(closed).pk)):
        with pytest.raises(ConcernGoneError):
            own_concerns.release_concern(round=round, concern=concern, by="f")
        with pytest.raises(ConcernGoneError):
            own_concerns.withhold_concern(round=round, concern=concern, by="f")
    assert not ReleasedConcern.objects.exists()


def test_what_is_decided_is_audited_without_the_text(closed):
    one, two = closed.own_concerns.filter(target="JPN").order_by("text")[:2]
    own_concerns.withhold_concern(round=closed, concern=two.pk, by="f")
    own_concerns.release_concern(round=closed, concern=one.pk, by="f", words="in other words")
    assert own_concerns.share_concerns(round=closed, by="f", shared=True) == 1
    assert own_concerns.share_concerns(round=closed, by="f", shared=True) == 0
    entries = AnswerAudit.objects.order_by("-number")[:3]
    about = {"perceiver": "PRC", "target": "JPN"}
    assert [(e.actor, e.act, e.subject, e.detail) for e in reversed(entries)] == [
        ("f", "withhold_concern", str(closed.pk), about),
        ("f", "release_concern", str(closed.pk), about | {"reworded": True}),
        ("f", "share_concerns", str(closed.pk), {"texts": 1}),
    ]


def test_later_rounds_may_read_what_is_shared(closed, study):
    later, other = written.asking_round(study), written.asking_round()
    own_concerns.release_concern(round=closed, concern=first(closed).pk, by="f")
    assert own_concerns.shared_before(later) == []
    own_concerns.share_concerns(round=closed, by="f", shared=True)
    assert [shared.text for shared in own_concerns.shared_before(later)] == ["about Japan 0"]
    assert own_concerns.shared_before(closed) == own_concerns.shared_before(other) == []
    own_concerns.share_concerns(round=closed, by="f", shared=False)
    assert own_concerns.shared_before(later) == []
