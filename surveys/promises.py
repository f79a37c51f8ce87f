"""What participants are told before they begin, in their language: kept short, and kept."""

from django.utils.translation import gettext as _

from surveys.languages import in_a_row
from surveys.models.round import Round


def promises(round: Round) -> list[str]:
    """What we promise in this round, in the order a participant asks."""
    return [
        _(
            "Nobody can look up who gave an answer, not even the people who run this server: the "
            "list of those invited and the answers are kept in two separate databases, and "
            "nothing joins them."
        ),
        in_a_row(
            _(
                "Nobody reads any answer before the round closes. Until then it lies in a sealed "
                "envelope."
            ),
            _who_could_break_the_seal(round),
        ),
        _(
            "You alone hold the key: a return code. With it you can finish on another device, "
            "replace your answers as often as you like until the round closes, or withdraw. It "
            "never shows answers once they are sent, so nobody can make you show them. We cannot "
            "recover it for you."
        ),
        _(
            "Whatever is published about your group, nobody can be sure of your answer, and nobody "
            "can be sure that only one or two people gave any particular answer; not even a "
            "colleague who knows their own."
        ),
        _(
            "A round is published once, so no second look can be laid over the first to single "
            "anyone out. Withdrawing erases your answers at once; figures already published stay."
        ),
        _(
            "No address, device, time of day or tracking is kept with an answer, and no page asks "
            "anything of any other website."
        ),
        _(
            "%(days)d days after closing the answers themselves are destroyed; the published "
            "counts remain."
        )
        % {"days": round.study.retention_days},
    ]


def _who_could_break_the_seal(round: Round) -> str:
    if round.key_holder == Round.KeyHolder.ORGANISERS:
        return _(
            "The organisers hold its key; the operator of this server could not break the seal."
        )
    return _("In this round the operator of this server holds its key and could break the seal.")


def not_promised() -> list[str]:
    """What no software can promise, said as plainly."""
    return [
        _("Protection from an operator who tampers with the server while it is running."),
        _("Protection from a phone or computer that somebody else controls."),
        _("Protection from someone who sits beside you while you answer."),
        _("That the organisers do not know whom they invited."),
        _(
            "Protection from your own country's rules on taking part, which you must judge "
            "yourself."
        ),
    ]
