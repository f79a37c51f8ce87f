from unittest import mock

import pytest

from surveys import facilitating, responding, sealing, withdrawing
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from tests import factories
from tests.surveys.holders import KEY, invited, put_in


@pytest.mark.parametrize("state", ["open", "closing"])
@pytest.mark.parametrize("sent", [False, True])
def test_withdrawing_before_the_envelopes_are_opened_erases_the_envelope(open_round, state, sent):
    holder, other = factories.begin(open_round), factories.begin(open_round)
    if sent:
        responding.submit(holder=holder)
    put_in(open_round, state)
    assert withdrawing.withdraw(code=holder.code) is True
    assert Envelope.objects.get() == other.envelope
    assert withdrawing.withdraw(code=holder.code) is False


def test_withdrawing_after_closing_erases_the_response_and_nobody_elses(open_round):
    code = factories.respond(open_round, marks={KEY: 3})
    factories.respond(open_round, marks={KEY: 1})
    factories.close(open_round)
    assert withdrawing.withdraw(code=code) is True
    left = Response.objects.get()
    assert set(Rating.objects.values_list("response", flat=True)) == {left.pk}
    assert Rating.objects.get(question__key=KEY).mark == 1
    assert withdrawing.withdraw(code=code) is False


def test_withdrawing_waits_for_an_opening_and_erases_what_came_of_it(open_round):
    """The envelope was there at the first look and had become a response when its turn came."""
    code = factories.respond(open_round)
    real = withdrawing._lock

    def opened_meanwhile(round):
        factories.close(Round.objects.get(pk=round.pk))
        return real(round)

    with mock.patch("surveys.withdrawing._lock", opened_meanwhile):
        assert withdrawing.withdraw(code=code) is True
    assert not Response.objects.exists()


def test_a_code_of_several_rounds_withdraws_from_each(study, open_round):
    first, code = factories.begin(open_round), sealing.new_code()
    closed = factories.make_round(study)
    for round in (closed, open_round):
        holder = responding.begin(invitation=invited(round), code=code)
        responding.submit(holder=holder)
    factories.close(closed)
    assert withdrawing.withdraw(code=code) is True
    assert not Response.objects.exists()
    assert Envelope.objects.get() == first.envelope


def test_an_unknown_code_withdraws_nothing(open_round):
    factories.respond(open_round)
    assert withdrawing.withdraw(code=sealing.new_code()) is False
    assert Envelope.objects.count() == 1


def test_a_withdrawn_envelope_is_not_opened(open_round):
    code = factories.respond(open_round)
    factories.respond(open_round)
    facilitating.request_closing(round=open_round, by="test")
    withdrawing.withdraw(code=code)
    factories.run_jobs()
    assert Response.objects.count() == 1
