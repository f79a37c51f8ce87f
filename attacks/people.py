"""People who begin, answer, send and withdraw, by the functions that the product's pages call."""

import os
import random
import secrets
from collections.abc import Sequence

from surveys import facilitating, inviting, jobs, placing, responding, sealing
from surveys.envelope_contents import Answer, Holder
from surveys.instruments.loader import document_asked, load_instrument
from surveys.instruments.parser import read, shipped
from surveys.instruments.sequence import answer_names
from surveys.models.invitation import Invitation
from surveys.models.job import Job
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.models.study import Study

SEAT, SIDE = "participant", "PRC"


def open_round(passphrase: str | None = None, modules: Sequence[str] = ()) -> Round:
    """Make and open a round of the Welch instrument in a study of its own."""
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    number = Study.objects.count() + 1
    study = Study.objects.create(
        slug=f"attacked-{number}", title={"en": "Attacked"}, languages=["en"]
    )
    round = Round.objects.create(
        study=study,
        instrument=load_instrument(read(path), by="attack"),
        number=1,
        title={"en": "Attacked"},
        languages=["en"],
        modules=list(modules),
    )
    facilitating.open_round(round=round, by="attack", passphrase=passphrase, allow_drafts=True)
    round.refresh_from_db()
    return round


def invite(round: Round, number: int) -> list[Invitation]:
    """Invite so many participants of one side, as by slips drawn from a hat."""
    invited = inviting.invite_all(
        round=round, guests=[(SEAT, SIDE, "")] * number, by="attack", way="slips"
    )
    return [invitation for invitation, _token in invited]


def crowd(round: Round, size: int, sealed_bytes: int = 4_144) -> None:
    """Let there be so many envelopes more, sealed, of people of whom nothing is known."""
    for start in range(0, size, 500):
        placing.insert_shuffled(
            Envelope(
                locator=secrets.token_hex(32),
                round=round,
                seat=SEAT,
                side=SIDE,
                sealed=os.urandom(sealed_bytes),
            )
            for _ in range(min(500, size - start))
        )


def begin(invitation: Invitation) -> Holder:
    holder = responding.begin(invitation=invitation, code=sealing.new_code(), agreed=True)
    assert holder is not None
    return holder


def save(holder: Holder, draw: random.Random) -> None:
    """Mark everything at random."""
    names = answer_names(document_asked(holder.round), SEAT, SIDE, modules=holder.round.modules)
    answers = {name: Answer(draw.randrange(4)) for name in names}
    responding.save_answers(holder=holder, answers=answers)


def send(holder: Holder) -> None:
    responding.submit(holder=holder)


def close(round: Round, passphrase: str | None = None) -> Job:
    """Close the round, do the worker's job of it here, and return the job."""
    job = facilitating.request_closing(round=round, by="attack", passphrase=passphrase)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    return job
