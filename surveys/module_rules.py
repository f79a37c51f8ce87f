"""What a round may not ask, or not together, or not after other rounds: checked before it opens."""

from collections.abc import Sequence

from surveys.instruments.document import ABOUT
from surveys.instruments.loader import document_of
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.instruments.sequence import NOT_TOGETHER, available_modules
from surveys.instruments.slots import lines
from surveys.instruments.text import match
from surveys.models.round import Round


class ModulesRefusedError(Exception):
    """The round has modules that it cannot be opened with."""


class UnusedQuestionsError(ModulesRefusedError):
    """The round has questions about respondents, but publishes no records that would use them."""

    def __init__(self) -> None:
        super().__init__(
            "the round asks people about themselves and publishes no records: leave the module "
            "'about' out, or let it publish records"
        )


class NoEarlierRoundError(ModulesRefusedError):
    """The round asks what has changed since the last round, and there is none."""

    def __init__(self) -> None:
        super().__init__(
            "the round asks whether concern has changed since the last round, but no earlier round "
            "of the study has closed: leave the module 'trend' out, or close that round first"
        )


class NothingToShowError(ModulesRefusedError):
    """The round shows answers of the last round, and none were published to participants."""

    def __init__(self) -> None:
        super().__init__(
            "the round shows published answers of the last round, but no earlier round of the "
            "study has a release that participants may see: widen its audience to the sides for "
            "their own answers, to the room for all, or show none"
        )


class LinkedQuestionsError(ModulesRefusedError):
    """The round asks of a change in what the impressions show, so that one gives the other away."""

    def __init__(self) -> None:
        super().__init__(
            "the round asks for the impressions before and after and whether they differ: laid "
            "beside each other the published counts could give somebody away; leave out the module "
            "'impression' or the module 'reflection'"
        )


class OtherWithstandsError(ModulesRefusedError):
    """An opened round of the study withstands another number of colleagues who share answers."""

    def __init__(self) -> None:
        super().__init__(
            "an earlier round of the study withstands another number of colleagues who share their "
            "answers: the results of the same people, rounded in two ways, could give somebody "
            "away; let this round withstand as many, or set up a new study"
        )


class NothingToSayError(ModulesRefusedError):
    """The round lets answers be put into words, and asks no question that has such an answer."""

    def __init__(self) -> None:
        super().__init__(
            "the round lets answers such as “something else” be put into words, and asks no "
            "question that has one: leave the module 'own_answers' out, or add the module of such "
            "a question ('impression' or 'about')"
        )


class MissingWordsError(ModulesRefusedError):
    """The questionnaire has no words for a module of the round, or in one of its languages."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(
            f"the questionnaire has no words for: {', '.join(missing)}. Leave these modules and "
            "languages out of the round, or load a version of the questionnaire that has them"
        )


def require_modules(round: Round) -> None:
    """Raise ModulesRefusedError unless the round may be opened with its modules."""
    modules = set(round.modules)
    document = document_of(round.instrument)
    languages = [tag for tag in round.languages if match(tag, document.languages) is None]
    if missing := [*sorted(modules - set(available_modules(document))), *languages]:
        raise MissingWordsError(missing)
    if OWN_ANSWERS in modules and not any(
        lines(document, "participant", side, modules) for side in document.sides
    ):
        raise NothingToSayError
    if ABOUT in modules and not round.publishes_records:
        raise UnusedQuestionsError
    if set(NOT_TOGETHER) <= modules:
        raise LinkedQuestionsError
    if _other_rounds_withstand_another_number(round):
        raise OtherWithstandsError
    if "trend" in modules and last_closed_round(round) is None:
        raise NoEarlierRoundError


def _other_rounds_withstand_another_number(round: Round) -> bool:
    others = Round.objects.filter(study=round.study_id, simulated=round.simulated)
    others = others.exclude(pk=round.pk).exclude(state=Round.State.DRAFT)
    return others.exclude(withstands=round.withstands).exists()


def last_closed_round(round: Round) -> Round | None:
    """Return the last closed round of the study before this one; simulated as it is, or not."""
    earlier = Round.objects.filter(
        study=round.study_id,
        simulated=round.simulated,
        state=Round.State.CLOSED,
        number__lt=round.number,
    )
    return earlier.order_by("-number").first()
