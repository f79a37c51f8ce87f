import pytest

from surveys import inviting, offering
from surveys.offering import Offer
from tests.surveys.holders import invited


def test_an_offer_is_read_by_its_own_invitation_alone(open_round):
    invitation, other = invited(open_round), invited(open_round)
    for offer in (offering.new_offer(), Offer("A" * 26, agreed=True)):
        text = offering.sign(offer, invitation)
        assert offering.read(text, invitation) == offer
        assert offering.read(text, other) is None


def test_a_reissued_invitation_reads_no_offer_of_the_first(open_round):
    first = invited(open_round)
    text = offering.sign(offering.new_offer(), first)
    second = inviting.find_invitation(inviting.reissue(invitation=first, by="test") or "")
    assert second is not None
    assert offering.read(text, second) is None


@pytest.mark.parametrize("text", ["", "A" * 26, "e30:1:x", "\0", ":" * 9])
def test_what_was_not_signed_is_no_offer(open_round, text):
    assert offering.read(text, invited(open_round)) is None


def test_each_offer_has_a_code_of_its_own_and_no_agreement(db):
    offers = [offering.new_offer() for _ in range(3)]
    assert len({offer.code for offer in offers}) == 3
    assert not any(offer.agreed for offer in offers)
