"""Who is invited to a round already, by name: whom a list names again, and who gets a new link."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from surveys.delivering.guests import BY_MAIL, Guest, Reading
from surveys.delivering.refused_lists import ListRefusedError
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.round import Round

# Seat, side, and name whatever its case.
Person = tuple[str, str, str]


def roll_of(round: Round) -> list[Invitation]:
    """Return the invitations of a round that have a name, with their mails."""
    rows = Invitation.objects.filter(round=round.pk).exclude(state=Invitation.State.REVOKED)
    return list(rows.exclude(label="").prefetch_related("mails"))


def person_of(guest: Guest) -> Person:
    return guest.seat, guest.side, guest.name.casefold()


def person_in(row: Invitation) -> Person:
    return row.seat, row.side, row.label.casefold()


def has_bounced(invitation: Invitation) -> bool:
    return any(mail.state == Mail.State.BOUNCED for mail in invitation.mails.all())


def invitation_mails(row: Invitation) -> Iterator[Mail]:
    return (mail for mail in row.mails.all() if mail.kind == Mail.Kind.INVITATION)


def compare_with_roll(reading: Reading, round: Round, way: str) -> None:
    """Add a problem to each line that names somebody invited already, as `hand_out` would."""
    roll = roll_of(round)
    again = {person_in(row) for row in roll if has_bounced(row)} if way == BY_MAIL else set()
    new = [guest for guest in reading.guests if person_of(guest) not in again]
    invited = {guest.line for guest in _invited(new, roll)}
    for line in reading.lines:
        if line.guest and line.number in invited:
            line.problems.append(_is_invited(line.guest))
        elif line.guest and person_of(line.guest) in again:
            reading.notes.append(
                _("%(name)s gets a new link, in place of the one whose mail came back.")
                % {"name": line.guest.name}
            )


def refuse_invited(guests: Sequence[Guest], roll: Sequence[Invitation], most: int = 0) -> None:
    """Raise ListRefusedError when somebody is in the roll more often than `most`."""
    problems = [
        _("line %(number)d: %(problem)s") % {"number": guest.line, "problem": _is_invited(guest)}
        for guest in _invited(guests, roll, most)
    ]
    if problems:
        raise ListRefusedError(problems)


def _is_invited(guest: Guest) -> str:
    return _("%(what)s is invited to this round already") % {"what": guest.name or guest.address}


def _invited(guests: Iterable[Guest], roll: Sequence[Invitation], most: int = 0) -> Iterator[Guest]:
    people = Counter(person_in(row) for row in roll)
    addresses = Counter(mail.address.casefold() for row in roll for mail in invitation_mails(row))
    for guest in guests:
        if max(people[person_of(guest)], addresses[guest.address.casefold()]) > most:
            yield guest
