"""Respondents with their codes, and the envelopes they hold."""

from surveys import inviting, responding
from surveys.envelope_contents import Holder
from surveys.models.invitation import Invitation
from surveys.models.round import Round

KEY, OTHER = "PRC>JPN:military", "PRC>USA:military"


def put_in(round: Round, state: str) -> None:
    wrapped = b"" if state == "closed" else bytes(round.wrapped_private_key)
    Round.objects.filter(pk=round.pk).update(state=state, wrapped_private_key=wrapped)


def again(holder: Holder) -> Holder:
    """The holder as the next request finds them."""
    fresh = responding.holder_by_code(code=holder.code)
    assert fresh is not None
    return fresh


def invited(round: Round, **seat) -> Invitation:
    seat = {"seat": "participant", "side": "PRC"} | seat
    return inviting.invite(round=round, by="test", **seat)[0]


def bytes_of(row: dict) -> dict:
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}
