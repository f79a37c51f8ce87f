"""The page on which people are invited to a round from a list, after every line was checked."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from surveys.access import RUNS
from surveys.delivering.accepted_words import SEAT_WORDS
from surveys.delivering.guests import (
    BY_HAT,
    BY_LIST,
    BY_MAIL,
    BY_SLIPS,
    Reading,
    read_list,
)
from surveys.delivering.handing_out import RoundOverError, hand_out
from surveys.delivering.outbox import NoMailServerError
from surveys.delivering.refused_lists import ListRefusedError
from surveys.delivering.roll import compare_with_roll
from surveys.fonts import FontMissingError
from surveys.group_change_wording import advice, change_lines, why_confirm
from surveys.group_changes import GroupChangedError
from surveys.instruments.labels import labels
from surveys.instruments.loader import document_of
from surveys.invitation_forms import InvitationsForm
from surveys.languages import current_tag, own_names, text_in
from surveys.models.round import Round
from surveys.plain_text import without_unseen
from surveys.table_forms import TableForm
from surveys.uploads.encodings import ENCODINGS
from surveys.views.facilitator import actor, round_and_role
from surveys.views.participant import posted
from surveys.views.setting_up import form_page

FILES = {
    BY_SLIPS: ("slips.pdf", "application/pdf"),
    BY_HAT: ("slips.pdf", "application/pdf"),
    BY_LIST: ("links.csv", "text/csv; charset=utf-8"),
}


@form_page
def invitations(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Check a list and show what was understood; the button below that invites everybody on it."""
    round = round_and_role(request, round_id, RUNS)[0]
    if round.state not in (Round.State.DRAFT, Round.State.OPEN):
        messages.info(request, _("This round takes no more answers, so nobody can be invited."))
        return redirect("round", round.pk)
    form = InvitationsForm(posted(request), request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            return _checked_or_invited(request, round, form)
        except ListRefusedError as refused:
            context = {"problems": [*refused.problems, *refused.accepted]}
        except GroupChangedError as changed:
            context = _differing(round, changed)
        except RoundOverError:
            return redirect("round", round.pk)
        except NoMailServerError:
            form.add_error("way", _("This server sends no mail. Its operator can set that up."))
        except FontMissingError as missing:
            form.add_error("way", str(missing))
    status = 422 if form.errors or context else 200
    return _page(request, round, form, context, status)


def _differing(round: Round, changed: GroupChangedError) -> dict[str, Any]:
    lines = change_lines(round, changed.changes)
    fixed = "" if changed.may_be_confirmed else advice(may_be_confirmed=False)
    return {"differences": lines, "why": why_confirm(), "advice": fixed}


def _checked_or_invited(request: HttpRequest, round: Round, form: InvitationsForm) -> HttpResponse:
    """Invite everybody on the list, or show it line by line if only that was asked for.

    A list with faults is shown line by line as well, and nobody is invited. Raises what
    `read_list` and `hand_out` raise.
    """
    way = form.cleaned_data["way"]
    content, encoding = form.content()
    reading = read_list(content, round=round, way=way, encoding=encoding)
    compare_with_roll(reading, round, way)
    faulty = any(line.problems for line in reading.lines)
    if faulty or "invite" not in request.POST:
        context = {"reading": reading, "lines": _rows(round, reading), "faulty": faulty}
        shown = form.as_read(reading.text, reading.encoding)
        context["read_in"] = ENCODINGS.get(shown.initial["read_in"], "")
        return _page(request, round, shown, context, 422 if faulty else 200)
    made: list[bytes] = []
    number = hand_out(
        round=round,
        guests=reading.guests,
        way=way,
        by=actor(request),
        keep=made.append,
        confirmed_roll=form.cleaned_data["confirmed_roll"],
    )
    if way == BY_MAIL:
        messages.success(request, _mails_queued(round, number))
        return redirect("round", round.pk)
    name, content_type = FILES[way]
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(b"".join(made), content_type=content_type, headers=headers)


def _mails_queued(round: Round, number: int) -> str:
    if round.state == Round.State.DRAFT:
        return ngettext(
            "%(count)d mail goes out when the round opens.",
            "%(count)d mails go out when the round opens.",
            number,
        ) % {"count": number}
    return ngettext("%(count)d mail goes out now.", "%(count)d mails go out now.", number) % {
        "count": number
    }


def _rows(round: Round, reading: Reading) -> list[dict[str, object]]:
    """Return each line as it was understood, or as it was written where it was not."""
    parties = labels(document_of(round.instrument), current_tag()).parties
    return [
        {
            "line": line.number,
            "name": line.guest.name or "–",
            "address": line.guest.address,
            "seat": gettext(SEAT_WORDS[line.guest.seat]),
            "side": parties[line.guest.side],
            "language": own_names([line.guest.language]),
            "number": line.guest.number,
            "problems": line.problems,
        }
        if line.guest
        else {
            "line": line.number,
            **{name: without_unseen(cell) for name, cell in line.cells.items()},
            "problems": line.problems,
        }
        for line in reading.lines
    ]


def _page(
    request: HttpRequest,
    round: Round,
    form: TableForm,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    context = context | {
        "staff": True,
        "form": form,
        "round": round,
        "title": text_in(round.title),
        "simulated": round.simulated,
    }
    return render(request, "surveys/invitations.html", context, status=status)
