"""The page of those who are invited by name: a new link, or none any more, after a question."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from surveys.access import RUNS
from surveys.delivering import renewing
from surveys.delivering.handing_out import RoundOverError
from surveys.delivering.outbox import NoMailServerError, require_mail_server
from surveys.delivering.renewing import NotOnTheRollError, OpenRoundError
from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.languages import current_tag, text_in
from surveys.models.base import Seat
from surveys.models.round import Round
from surveys.respondent_groups import with_level
from surveys.roll_forms import MAIL, REVOKE, SHOW, MailLinkForm, PersonForm
from surveys.views.facilitator import actor, round_and_role
from surveys.views.setting_up import form_page


@form_page
def roll(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """List who is invited by name; a POST asks about one of them, a second one acts."""
    round = round_and_role(request, round_id, RUNS)[0]
    if request.method != "POST":
        return _page(request, round)
    form = PersonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was done: please use the buttons beside a name."))
        return redirect("roll", round.pk)
    try:
        return _asked_or_done(request, round, form)
    except NotOnTheRollError:
        messages.error(request, _("Nobody, or more than one, is invited by this name here."))
    except RoundOverError:
        messages.info(request, _("This round takes no more answers, so that no link leads in."))
    except OpenRoundError:
        messages.error(
            request, _("The round is open by now: a new link goes by mail and is not shown.")
        )
    except NoMailServerError:
        messages.error(request, _("This server sends no mail. Its operator can set that up."))
    return redirect("roll", round.pk)


def _asked_or_done(request: HttpRequest, round: Round, form: PersonForm) -> HttpResponse:
    """Raises what the functions of `renewing` raise."""
    act, by = form.cleaned_data["act"], actor(request)
    person = form.person()
    sure = "sure" in request.POST
    if act == MAIL:
        require_mail_server()
        mail = MailLinkForm(round, request.POST) if sure else _mail_form(round, form)
        if not mail.is_valid():
            return _question(request, round, mail)
        given = mail.cleaned_data
        renewing.mail_new_link(
            round=round, person=person, address=given["address"], language=given["language"], by=by
        )
        messages.success(request, _mailed(round) % {"name": person[2]})
    elif not sure:
        return _question(request, round, form)
    elif act == SHOW:
        link = renewing.show_new_link(round=round, person=person, by=by)
        return _page(request, round, {"link": link, "person": person[2]})
    else:
        renewing.revoke_link(round=round, person=person, by=by)
        messages.success(
            request, _("The link of %(name)s is revoked, if it was not used.") % {"name": person[2]}
        )
    return redirect("roll", round.pk)


def _mailed(round: Round) -> str:
    if round.state == Round.State.DRAFT:
        return _("A new link goes to %(name)s when the round opens.")
    return _("A new link is on its way to %(name)s.")


def _mail_form(round: Round, form: PersonForm) -> MailLinkForm:
    """Return the form about a mail, with where somebody was mailed before."""
    known = next((p for p in renewing.invited_people(round) if p.key == form.person()), None)
    if known is None:
        raise NotOnTheRollError
    return MailLinkForm(
        round, initial=form.cleaned_data | {"address": known.address, "language": known.language}
    )


def _page(
    request: HttpRequest, round: Round, context: dict[str, Any] | None = None
) -> HttpResponse:
    names = labels(document_of(round.instrument), current_tag()).parties
    nominated = _("Assessors nominated by %(side)s")
    people = [
        {
            "person": person,
            "group": nominated % {"side": names[person.side]}
            if person.seat == Seat.ASSESSOR
            else with_level(names[person.side], person.level),
        }
        for person in renewing.invited_people(round)
    ]
    context = (context or {}) | {
        "people": people,
        "draft": round.state == Round.State.DRAFT,
        "takes": round.state in (Round.State.DRAFT, Round.State.OPEN),
    }
    return render(request, "surveys/roll.html", _of(round) | context)


def _question(request: HttpRequest, round: Round, form: PersonForm) -> HttpResponse:
    name = form["name"].value()
    act = form["act"].value()
    context = _of(round) | {
        "form": form,
        "name": name,
        "revokes": act == REVOKE,
        "draft": round.state == Round.State.DRAFT,
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/confirm_link.html", context, status=status)


def _of(round: Round) -> dict[str, Any]:
    return {
        "staff": True,
        "round": round,
        "title": text_in(round.title),
        "simulated": round.simulated,
    }
