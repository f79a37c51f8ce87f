"""A round in the middle of its life, its backup, and how it goes on where that was restored."""

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pyrage
from django.core.management import call_command
from django.test import Client

from analytics.models import Release
from analytics.release.canonical import canonical
from analytics.release.queries import content_of
from cs2survey.backup.contents import PARTS, models_of, values_of
from cs2survey.backup.restoring import Sealed
from surveys import inviting, responding
from surveys.audit_verifying import faults_of
from surveys.envelope_contents import Holder
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope, Response
from surveys.models.round import Round
from surveys.withdrawing import withdraw
from tests import factories

SIDES = ("PRC", "JPN", "ROK", "USA")


class Recipient:
    """Somebody who can read backups; their private key is on no server."""

    def __init__(self) -> None:
        self.private = pyrage.x25519.Identity.generate()
        self.public = str(self.private.to_public())


class Course(NamedTuple):
    """What is going on: return codes, and an invitation that waits."""

    closed: Round
    opened: Round
    sent: str
    begun: Holder
    closed_code: str
    waiting: str


def under_way() -> Course:
    """Begin a study with a released round and an open one, as it would be backed up."""
    study = factories.make_study("forum")
    closed = factories.make_round(study, document=factories.short())
    codes = [factories.respond(closed, side=side) for side in SIDES for _ in range(5)]
    for side in SIDES:
        factories.respond(closed, seat="assessor", side=side, marks=1)
    factories.close(closed)
    opened = factories.make_round(study, document=factories.short())
    sent = factories.respond(opened, side="JPN", marks=2)
    begun = factories.begin(opened, side="USA")
    factories.make_staff(study, "facilitator", "facilitator").groups.create(name="staff")
    _invitation, waiting = inviting.invite(
        round=opened, seat="participant", side="ROK", by="test", confirmed_roll=True
    )
    return Course(closed, opened, sent, begun, codes[0], waiting)


def everything() -> dict[str, list[list[Any]]]:
    """Every row that a backup holds, by model."""
    return {
        model._meta.label: [values_of(row) for row in model._base_manager.order_by("pk")]
        for part in PARTS
        for model in models_of(part)
    }


def back_up(to: Path, *recipients: Recipient) -> dict[str, Path]:
    """Return the two archives by part."""
    options = [option for each in recipients for option in ("--recipient", each.public)]
    call_command("back_up", "--to", str(to), *options, stdout=StringIO())
    return {part: next(to.glob(f"*.{part}.age")) for part in PARTS}


def sealed(archives: dict[str, Path], keys: Path) -> dict[str, Sealed]:
    return {
        part: Sealed(path, next(keys.glob(f"{path.stem}.*"))) for part, path in archives.items()
    }


def goes_on(course: Course) -> None:
    """Have the open round go on to its end, and somebody withdraw from the closed one."""
    assert [*faults_of(AnswerAudit), *faults_of(IdentityAudit)] == []
    release = Release.objects.get(round__pk=course.closed.pk)
    assert release.checksum == recomputed(release)
    for code in (course.sent, course.begun.code):
        assert responding.holder_by_code(code=code) is not None
    holder = responding.holder_by_code(code=course.begun.code)
    assert holder is not None
    responding.save_answers(holder=holder, answers={})
    responding.submit(holder=holder)
    page = Client().get(f"/i/{course.waiting}/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert Invitation.objects.filter(round=course.opened.pk, state="unused").count() == 1
    round = factories.close(Round.objects.get(pk=course.opened.pk))
    assert round.turnout == [["participant", "JPN", 1], ["participant", "USA", 1]]
    assert Envelope.objects.count() == 0
    before = Response.objects.count()
    assert withdraw(code=course.closed_code)
    assert Response.objects.count() == before - 1
    assert [*faults_of(AnswerAudit), *faults_of(IdentityAudit)] == []


def recomputed(release: Release) -> str:
    """The checksum of what the tables hold of a release."""
    return hashlib.sha256(canonical(release.metadata, content_of(release))).hexdigest()
