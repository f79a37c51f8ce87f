"""What is erased is gone from the files: old versions of rows and long values included."""

from collections.abc import Sequence
from functools import partial

import psycopg
import pytest
from django.db import connections

from surveys import jobs, own_concerns, purging, responding
from surveys.delivering.guests import Guest
from surveys.delivering.handing_out import hand_out
from surveys.models.job import Job
from surveys.models.mail import Mail
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.scrubbing import scrub, scrub_what_is_due
from surveys.withdrawing import withdraw
from tests import factories, services
from tests.production.postgres.rounds import answer, ask, close
from tests.surveys import written

pytestmark = pytest.mark.services


def bytes_of(table: str, database: str) -> bytes:
    """The files of a table and of what PostgreSQL keeps outside its rows, as on the disk."""
    connections[database].cursor().execute("CHECKPOINT")
    query = "SELECT reltoastrelid::regclass::text FROM pg_class WHERE relname = %s"
    ((toast,),) = ask(query, table, database=database)
    read = partial(ask, "SELECT pg_read_binary_file(pg_relation_filepath(%s))", database=database)
    files = [read(relation)[0][0] for relation in (table, toast)]
    return b"".join(bytes(content) for content in files)


def sealed_in(round: Round) -> list[bytes]:
    return [bytes(envelope.sealed or b"") for envelope in Envelope.objects.filter(round=round)]


def found(secrets: Sequence[bytes], table: str, database: str = "default") -> int:
    """How many of them begin somewhere in the table's files."""
    written = bytes_of(table, database)
    return sum(secret[:200] in written for secret in secrets)


def test_closing_leaves_neither_envelope_nor_key_in_the_files() -> None:
    other = factories.make_round()
    factories.respond(other)
    round = factories.make_round()
    holders = [factories.begin(round) for _ in range(6)]
    for holder in holders:
        answer(holder, 1)
    replaced = sealed_in(round)
    for holder in holders:
        responding.start_again(holder=holder)
        answer(holder, 3)
    secrets = replaced + sealed_in(round)
    key = [bytes(round.wrapped_private_key)]
    assert found(secrets, "surveys_envelope") == 12
    assert found(key, "surveys_round") == 1
    assert close(round).state == Job.State.DONE
    assert found(secrets, "surveys_envelope") == 0
    assert found(key, "surveys_round") == 0
    assert found(sealed_in(other), "surveys_envelope") == 1


def test_purging_leaves_no_address_in_the_files() -> None:
    round = factories.make_round()
    guest = Guest(2, "participant", "PRC", "en", "Professor Wang", "of.wang@example.org")
    hand_out(round=round, guests=[guest], way="email", by="test")
    sealed = [bytes(Mail.objects.get().sealed_token)]
    Mail.objects.update(address="of.li@example.org", state="sent", sealed_token=b"")
    addresses = [b"of.wang@example.org", b"of.li@example.org"]
    assert found([*addresses, *sealed], "surveys_mail", "identity") == 3
    close(round)
    Round.objects.filter(pk=round.pk).update(closed_on="2026-01-01")
    assert purging.erase_mails() == 1
    assert found([*addresses, *sealed], "surveys_mail", "identity") == 3
    scrub_what_is_due()
    assert found([*addresses, *sealed], "surveys_mail", "identity") == 0


def test_scrubbing_waits_for_whoever_could_still_see_the_old_rows() -> None:
    """VACUUM FULL alone keeps, without a word, what an older transaction might look at."""
    round = factories.make_round()
    factories.respond(round)
    secrets = sealed_in(round)
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(services.url_of(name)) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT count(*) FROM surveys_study")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("surveys.scrubbing.PATIENCE_SECONDS", 0.5)
            job = close(round)
        assert found(secrets, "surveys_envelope") == 1
        assert (job.state, job.error) == (Job.State.RUNNING, "StillInUseError")
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert found(secrets, "surveys_envelope") == 0


def test_a_text_that_was_withdrawn_or_released_leaves_the_files_when_they_are_rewritten() -> None:
    round = written.asking_round()
    secrets = [f"{n} a text that nobody else may ever have read".encode() for n in range(6)]
    codes = [written.write(round, {"ROK/1": secret.decode()}) for secret in secrets]
    assert close(round).state == Job.State.DONE
    assert found(secrets, "surveys_ownconcern") == 6
    withdraw(code=codes[0])
    concern = round.own_concerns.get(text=secrets[1].decode())
    own_concerns.release_concern(round=round, concern=concern.pk, by="f", words="reworded")
    scrub()
    assert found(secrets, "surveys_ownconcern") == 4
