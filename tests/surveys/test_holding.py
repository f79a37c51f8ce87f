"""An envelope read by a prepared query is the one that Django reads."""

import pytest
from django.db import transaction

from surveys import holding
from surveys.models.own_concern import ReleasedConcern
from surveys.models.response import Envelope
from surveys.models.round import Round
from tests import factories
from tests.surveys.holders import bytes_of


def stored(row, names) -> dict:
    return bytes_of({name: getattr(row, name) for name in names})


@pytest.fixture
def sent(open_round):
    factories.respond(open_round, side="JPN")
    factories.begin(open_round)
    return Envelope.objects.get(sealed__isnull=False)


def test_every_field_is_what_is_stored(sent):
    round = sent.round
    Round.objects.filter(pk=round.pk).update(simulated=True, modules=["vignettes"])
    held, read = holding.envelope_with(sent.pk), Envelope.objects.get(pk=sent.pk)
    pairs = [
        (held, read, holding.ENVELOPE),
        (held.round, read.round, holding.ROUND),
        (held.round.instrument, read.round.instrument, holding.INSTRUMENT),
    ]
    for one, other, (model, _way, names) in pairs:
        assert type(one) is model
        assert one == other
        assert stored(one, names) == stored(other, names)
        assert set(one.get_deferred_fields()).isdisjoint(names)
    assert held.round.title == round.title, "what was not read is read when it is asked for"


def test_it_says_whether_earlier_rounds_of_the_study_share_concerns(open_round):
    holder = factories.begin(open_round)
    later = factories.make_round(open_round.study)
    later_holder = factories.begin(later)

    def follows(holder) -> bool | None:
        return holding.envelope_with(holder.envelope.pk).round.follows_shared_concerns

    concern = ReleasedConcern.objects.create(
        round=open_round, perceiver="PRC", target="JPN", text="fishing", shared=False
    )
    assert follows(later_holder) is False
    ReleasedConcern.objects.filter(pk=concern.pk).update(shared=True)
    assert follows(later_holder) is True
    assert follows(holder) is False, "its own are not those of an earlier round"
    Round.objects.filter(pk=later.pk).update(simulated=True)
    assert follows(later_holder) is False


def test_names_are_in_the_order_in_which_models_declare_them():
    for model, _way, names in (
        holding.ENVELOPE,
        holding.ROUND,
        holding.INSTRUMENT,
    ):
        declared = [field.attname for field in model._meta.concrete_fields]
        assert list(names) == [name for name in declared if name in names]


def test_it_takes_one_query(sent, django_assert_num_queries):
    with django_assert_num_queries(1):
        held = holding.envelope_with(sent.pk)
        assert held.round.state == "open"
        assert held.round.instrument.checksum


def test_nothing_is_found_without_an_envelope_or_once_the_round_has_closed(sent):
    assert holding.envelope_with("unknown") is None
    assert holding.envelope_locked("unknown") is None
    for state, found in (("closing", True), ("closed", False)):
        wrapped = {"wrapped_private_key": b""} if state == "closed" else {}
        Round.objects.filter(pk=sent.round_id).update(state=state, **wrapped)
        assert (holding.envelope_with(sent.pk) is not None) is found


def test_a_locked_envelope_is_read_afresh(sent):
    with transaction.atomic():
        Envelope.objects.filter(pk=sent.pk).update(draft=b"newer")
        assert bytes(holding.envelope_locked(sent.pk).draft) == b"newer"
