"""The promises that participants read before they begin, in their language."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from surveys.group_sizes import LARGE_GROUP, SMALLEST_GROUP
from surveys.languages import join_sentences
from surveys.models.round import Round
from surveys.models.study import PARTICULARS, Study
from surveys.own_concerns import asks_for_texts

# The smallest number of people in a group who share all that is published about themselves.
ALIKE = 10


def promises(round: Round) -> list[str]:
    """Return what we promise in this round, the most important first."""
    return [
        _(
            "Nobody can look up who gave an answer, not even the people who run this server: the "
            "list of those invited and the answers are kept in two separate databases, and "
            "nothing joins them."
        ),
        join_sentences(
            _(
                "Nobody reads any answer before the round closes. Until then it lies in a sealed "
                "envelope."
            ),
            _key_holder(round),
        ),
        _(
            "You alone hold the key: a return code. With it you can finish on another device, "
            "replace your answers as often as you like until the round closes, or withdraw. It "
            "never shows answers once they are sent, so nobody can make you show them. We cannot "
            "recover it for you."
        ),
        _confidentiality(round),
        *([_own_words()] if asks_for_texts(round) else []),
        _(
            "A round is published once, so no second look can be laid over the first to single "
            "anyone out. Withdrawing erases your answers at once; within minutes this server also "
            "overwrites or removes what its files still hold of them. Figures already published "
            "stay."
        ),
        _(
            "No address, device, time of day or tracking is kept with an answer, and no page asks "
            "anything of any other website."
        ),
        _retention(round),
    ]


def particulars(study: Study) -> list[tuple[str, str]]:
    """Return (label, text) of those who stand behind the study, as far as the study says."""
    fields = {field.name: field for field in Study._meta.fields}
    given = {str(fields[name].verbose_name): getattr(study, name) for name in PARTICULARS}
    return [(label, text) for label, text in given.items() if text]


def shown_to_whom(round: Round) -> list[str]:
    """Return what may be shown to whom, to which one agrees by beginning."""
    terms = [
        {
            Round.Widest.ROOM: _(
                "The published counts may be shown to the people who run the study and to all "
                "participants of this round, and to nobody beyond."
            ),
            Round.Widest.RESEARCHERS: _(
                "The published counts may be shown to the people who run the study, to all "
                "participants of this round and to the researchers of the study, and to nobody "
                "beyond."
            ),
            Round.Widest.PUBLIC: _("The published counts may be shown to everybody."),
        }[Round.Widest(round.widest_audience)]
    ]
    if round.publishes_records:
        terms.append(_records_terms())
    return [*terms, _("By beginning you agree to this. It cannot be changed any more.")]


def _confidentiality(round: Round) -> str:
    """Return what stays uncertain for others, and where published records make an exception."""
    if not round.publishes_records:
        if round.withstands == Round.Withstands.TWO:
            return _(
                "Whatever is published about your group, nobody can be sure of your answer, and "
                "nobody can be sure that only one or two people gave any particular answer; not "
                "even two colleagues who tell each other theirs."
            )
        return _(
            "Whatever is published about your group, nobody can be sure of your answer, and nobody "
            "can be sure that only one or two people gave any particular answer; not even a "
            "colleague who knows their own."
        )
    small = _(
        "Whatever is published about a group of fewer than %(large)d, nobody can be sure of "
        "your answer, and nobody can be sure that only one or two people gave any particular "
        "answer; not even a colleague who knows their own."
    )
    if round.withstands == Round.Withstands.TWO:
        small = _(
            "Whatever is published about a group of fewer than %(large)d, nobody can be sure of "
            "your answer, and nobody can be sure that only one or two people gave any particular "
            "answer; not even two colleagues who tell each other theirs."
        )
    return join_sentences(
        small % {"large": LARGE_GROUP},
        _(
            "In groups of %(large)d or more this does not hold, because whole sets of answers are "
            "published: it can be seen that only one or two people gave an answer, and somebody "
            "who knows some of your answers may find yours among the sets and learn the others."
        )
        % {"large": LARGE_GROUP},
    )


def _own_words() -> str:
    """Return what becomes of texts in one's own words, of which nobody has to write any."""
    return join_sentences(
        _(
            "If you write something in your own words, the people who run the study read it after "
            "closing, without your name and apart from your answers; of a side with fewer than "
            "%(smallest)d participants nobody reads any."
        )
        % {"smallest": SMALLEST_GROUP},
        _(
            "They may release a text, as it is or reworded, to be asked about in a later round or "
            "shown to its participants."
        ),
        _("What they have not released is erased together with your answers."),
    )


def _records_terms() -> str:
    return join_sentences(
        _(
            "Of a group of %(large)d or more, whole sets of answers are published as well, without "
            "names and in no order."
        )
        % {"large": LARGE_GROUP},
        _(
            "What people say about themselves is shown beside them only so coarsely that at least "
            "%(alike)d people of the group have all of it in common."
        )
        % {"alike": ALIKE},
        _("They may be shown to whoever may be shown the counts."),
    )


def _retention(round: Round) -> str:
    """Return when the answers are destroyed, and the names of those invited erased."""
    ends_on = round.study.ends_on
    if ends_on is None:
        return _destruction(round)
    erased = _(
        "The list of those invited is erased on %(day)s, or when the round closes if that is later."
    )
    return join_sentences(_destruction(round), erased % {"day": date_format(ends_on)})


def _destruction(round: Round) -> str:
    numbers = {"days": round.study.retention_days, "large": LARGE_GROUP}
    if not round.study.keep_large_groups and not round.publishes_records:
        return (
            _(
                "%(days)d days after closing the answers themselves are destroyed; the published "
                "counts remain."
            )
            % numbers
        )
    if not round.study.keep_large_groups:
        destroyed = _("%(days)d days after closing the answers themselves are destroyed.")
    else:
        destroyed = _(
            "%(days)d days after closing the answers themselves are destroyed, but for those of "
            "groups of %(large)d or more, which are kept without names."
        )
    remains = (
        _("The published counts and sets of answers remain.")
        if round.publishes_records
        else _("The published counts remain.")
    )
    return join_sentences(destroyed % numbers, remains)


def _key_holder(round: Round) -> str:
    if round.key_holder == Round.KeyHolder.ORGANISERS:
        return _(
            "The organisers hold its key; the operator of this server could not break the seal."
        )
    return _("In this round the operator of this server holds its key and could break the seal.")


def not_promised(round: Round) -> list[str]:
    """Return what no software can promise."""
    style = _(
        "That nobody recognises you by how you write, if you write something in your own words."
    )
    return [
        *([style] if asks_for_texts(round) else []),
        _("Protection from an operator who tampers with the server while it is running."),
        _("Protection from a phone or computer that somebody else controls."),
        _("Protection from someone who sits beside you while you answer."),
        _("That the organisers do not know whom they invited."),
        _(
            "Protection from your own country's rules on taking part, which you must judge "
            "yourself."
        ),
    ]
