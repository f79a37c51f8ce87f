"""The return code offered with an invitation, and the agreement given with it, signed to both.

An offer travels in the forms between the invitation and the first question and is stored nowhere.
Its signature proves that this server has shown the code, and to the holder of this invitation: no
code of somebody's own choosing, and none of another envelope, can be kept by it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

from surveys import sealing
from surveys.models.invitation import Invitation

# Long enough to read the promises with care; what was agreed to longer ago is read once more.
AGREEMENT_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Offer:
    """A return code that is shown but not kept yet, and whether its reader has agreed."""

    code: str
    agreed: bool = False


def new_offer() -> Offer:
    return Offer(sealing.new_code())


def sign(offer: Offer, invitation: Invitation) -> str:
    """Return the offer as a form carries it."""
    content = {"code": offer.code, "agreed": offer.agreed}
    return _signer(invitation).sign_object(content)


def read(text: str, invitation: Invitation) -> Offer | None:
    """Return the offer that a form has carried, or None when it was not made with this invitation.

    The code in it stays good as long as the invitation; the agreement is good for a day.
    """
    signer = _signer(invitation)
    try:
        offer = Offer(**signer.unsign_object(text))
        signer.unsign_object(text, max_age=AGREEMENT_LASTS)
    except SignatureExpired:
        return replace(offer, agreed=False)
    except BadSignature:
        return None
    return offer


def _signer(invitation: Invitation) -> TimestampSigner:
    return TimestampSigner(
        salt=f"surveys.offering {invitation.token_digest} of round {invitation.round}"
    )
