"""What the people of an installation do, in one process that lives as long as the installation.

    python -m chaos.acting

Each line on standard input is a JSON list: the name of an act below and its arguments. The line on
standard output that answers it is {"value": …}, or {"problem": …} when the act failed.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

ACTS: dict[str, Callable[..., Any]] = {}
SIDES = ("PRC", "JPN")


def act(function: Callable[..., Any]) -> Callable[..., Any]:
    ACTS[function.__name__] = function
    return function


# --- Preparing ------------------------------------------------------------------------------------


@act
def migrate() -> None:
    from tests.workers import acting

    acting.migrate()


@act
def rounds(number: int, people: int) -> list[dict[str, Any]]:
    """So many open rounds of so many people who have submitted: their marks, by withdrawal tag."""
    from surveys.locating import tag_of
    from tests import factories

    made = []
    for _ in range(number):
        round = factories.make_round(document=factories.short())
        marks = {}
        for place in range(people):
            code = factories.respond(round, side=SIDES[place % 2], marks=place % 4)
            marks[tag_of(round, code)] = place % 4
        made.append({"round": str(round.pk), "marks": marks})
    return made


@act
def links(number: int) -> dict[str, Any]:
    """An open round whose so many guests have links."""
    from surveys import inviting
    from tests import factories

    round = factories.make_round(document=factories.short())
    guests = [("participant", SIDES[place % 2], "") for place in range(number)]
    invited = inviting.invite_all(round=round, guests=guests, by="chaos", way="slips")
    return {"round": str(round.pk), "links": [f"/i/{token}/" for _invitation, token in invited]}


@act
def invite(number: int) -> None:
    """Invite so many more people by mail, to a round of their own."""
    from surveys.delivering.guests import Guest
    from surveys.delivering.handing_out import hand_out
    from surveys.models.mail import Mail
    from tests import factories

    first = Mail.objects.count()
    round = factories.make_round(document=factories.short())
    numbers = range(first, first + number)
    guests = [
        Guest(n, "participant", "PRC", "en", f"Person {n}", f"person{n}@example.org")
        for n in numbers
    ]
    hand_out(round=round, guests=guests, way="email", by="chaos")


# --- Acting ---------------------------------------------------------------------------------------


@act
def close(round_id: str) -> None:
    from surveys import facilitating
    from surveys.models.round import Round

    facilitating.request_closing(round=Round.objects.get(pk=round_id), by="chaos")


@act
def close_at(round_id: str, seconds: int) -> None:
    from django.utils import timezone

    from surveys.models.round import Round

    moment = timezone.now() + timedelta(seconds=seconds)
    Round.objects.filter(pk=round_id).update(closes_at=moment, closes_zone="UTC")


@act
def queue(kind: str, argument: str) -> None:
    from surveys import jobs

    jobs.enqueue(kind=kind, argument=argument)


@act
def mail() -> None:
    """Queue what is due to be mailed, as the scheduler does twice a minute."""
    from surveys.delivering import outbox

    outbox.enqueue_sending()


@act
def retry_failed() -> int:
    from surveys import jobs
    from surveys.models.job import Job

    failed = list(Job.objects.filter(state=Job.State.FAILED))
    for job in failed:
        jobs.retry(job)
    return len(failed)


# --- Looking --------------------------------------------------------------------------------------


@act
def job_rows() -> list[dict[str, Any]]:
    from surveys.models.job import Job

    fields = ("kind", "argument", "state", "step", "attempts", "error", "error_code")
    return list(Job.objects.values(*fields))


@act
def state_of(round_id: str) -> dict[str, Any]:
    """What there is of a round: each response's tag and marks, and what was published."""
    from analytics.models import GapMatrix, Release
    from surveys.models.audit import AnswerAudit
    from surveys.models.response import Envelope, Response
    from surveys.models.round import Round

    round = Round.objects.get(pk=round_id)
    releases = Release.objects.filter(round=round)
    return {
        "state": round.state,
        "responses": [
            (person.withdrawal_tag, sorted(person.ratings.values_list("mark", flat=True)))
            for person in Response.objects.filter(round=round).prefetch_related("ratings")
        ],
        "envelopes": Envelope.objects.filter(round=round).count(),
        "opened": AnswerAudit.objects.filter(act="open_envelopes", subject=str(round_id)).count(),
        "releases": releases.count(),
        "matrices": GapMatrix.objects.filter(release__in=releases).count(),
        "files": [_files_of(release.checksum) for release in releases],
    }


def _files_of(checksum: str) -> str:
    """What is wrong with the files of a release; "" when all are there as their sums say."""
    from django.conf import settings

    folder = settings.RELEASE_FILES / checksum
    if [path.name for path in folder.glob("*")] != ["without-changes"]:
        return "no files, or what a worker left behind"
    lines = (folder / "without-changes" / "SHA256SUMS").read_text().splitlines()
    sums = [line.partition("  ")[::2] for line in lines]
    wrong = [
        name
        for digest, name in sums
        if hashlib.sha256((folder / "without-changes" / name).read_bytes()).hexdigest() != digest
    ]
    return ", ".join(wrong) if len(sums) > 40 else f"only {len(sums)} files"


@act
def tags(round_id: str, codes: list[str]) -> list[str]:
    from surveys.locating import tag_of
    from surveys.models.round import Round

    round = Round.objects.get(pk=round_id)
    return [tag_of(round, code) for code in codes]


@act
def mails() -> dict[str, tuple[str, str]]:
    """The state of each mail and the digest of its link, by address."""
    from surveys.models.mail import Mail

    rows = Mail.objects.values_list("address", "state", "invitation__token_digest")
    return {address: (state, str(digest)) for address, state, digest in rows}


@act
def audit_faults() -> list[str]:
    from surveys.audit_anchors import anchor_heads
    from surveys.audit_verifying import verify

    anchor_heads()
    return [str(fault.kind) for fault in verify([])]


def main() -> None:
    from django.db import connections

    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            answer = {"value": ACTS[name](*arguments)}
        except Exception as problem:
            answer = {"problem": f"{type(problem).__name__}: {problem}"}
        connections.close_all()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    main()
