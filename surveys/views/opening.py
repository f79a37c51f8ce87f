"""A round is opened, or its page says what stands in the way and what is asked once more."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from surveys import facilitating
from surveys.access import RUNS
from surveys.facilitating import DraftTextsError, RoundStateError, StudyEndedError
from surveys.few_invited import FewInvitedError, LevelsRefusedError
from surveys.group_changes import GroupChangedError
from surveys.languages import own_names
from surveys.models.round import Round
from surveys.module_rules import (
    LinkedQuestionsError,
    MissingWordsError,
    ModulesRefusedError,
    NoEarlierRoundError,
    NothingToSayError,
    NothingToShowError,
    OtherWithstandsError,
    UnusedQuestionsError,
)
from surveys.opening_forms import OpenRoundForm
from surveys.views.facilitator import actor, round_and_role, show_round


@login_required
@require_POST
def open_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    round, role = round_and_role(request, round_id, RUNS)
    form = OpenRoundForm({"zone": "UTC", **request.POST.dict()})
    if round.state != Round.State.DRAFT:
        messages.info(request, _("This round was opened before."))
        return redirect("round", round.pk)
    if form.is_valid() and _opened(request, round, form):
        messages.success(request, _("The round is open."))
        return redirect("round", round.pk)
    return show_round(request, round, role, form, status=422)


def _opened(request: HttpRequest, round: Round, form: OpenRoundForm) -> bool:
    """Return whether the round is open now; where it is not, the form says why."""
    given = form.cleaned_data
    try:
        facilitating.open_round(
            round=round,
            by=actor(request),
            passphrase=given["passphrase"] or None,
            allow_drafts=given["allow_drafts"],
            confirmed_roll=given["confirmed_roll"],
            confirmed_few=given["confirmed_few"],
            closes_at=given["moment"],
        )
    except RoundStateError:
        form.add_error(None, _("This round was opened before."))
    except StudyEndedError:
        form.add_error(None, _("The study has ended, so none of its rounds opens any more."))
    except DraftTextsError as drafts:
        form.add_error(None, unreviewed(drafts.languages))
    except ModulesRefusedError as refused:
        form.add_error(None, words_for(refused))
    except GroupChangedError:
        form.add_error(None, _("The round is not open: see below whose people differ."))
    except LevelsRefusedError:
        form.add_error(
            None, _("The round is not open: see below which levels have too few people.")
        )
    except FewInvitedError:
        form.add_error(None, _("The round is not open: see below of whom too few are invited."))
    return not form.errors


def words_for(refused: ModulesRefusedError) -> str:
    """Return why a round cannot be opened with its modules, and how to mend it."""
    return {
        MissingWordsError: _(
            "The questionnaire has no words for a module or in a language of this round. Leave it "
            "out of the round, or load a version of the questionnaire that has them."
        ),
        UnusedQuestionsError: _(
            "This round would ask people about themselves, but publishes no records in which their "
            "answers would be used. Leave those questions out, or let the round publish records."
        ),
        NoEarlierRoundError: _(
            "This round would ask what has changed since the last round, but no earlier round of "
            "the study has closed. Leave that question out, or close the earlier round first."
        ),
        NothingToShowError: _(
            "This round would show participants what was published of the last round, but no "
            "earlier round of the study has figures that they may see. Widen the audience of those "
            "figures first, to the sides or to the room, or let the round show none."
        ),
        NothingToSayError: _(
            "This round would let answers such as “something else” be put into words, but asks no "
            "question that has one. Leave that part out, or add the question it belongs to."
        ),
        OtherWithstandsError: _(
            "An earlier round of this study withstands another number of colleagues who share "
            "their answers. The results of the same people, rounded in two ways, could give "
            "somebody away. Let this round withstand as many, or set up a new study."
        ),
        LinkedQuestionsError: _(
            "This round would ask twice which side gives most cause for concern, and also whether "
            "the answer has changed. Laid beside each other the published counts could give "
            "somebody away. Leave out the one or the other."
        ),
    }[type(refused)]


def unreviewed(languages: list[str]) -> str:
    return _(
        "Texts of the questionnaire have not been reviewed by a native reader in: %(languages)s. "
        "Have them reviewed, or leave these languages out of the round."
    ) % {"languages": own_names(languages)}
