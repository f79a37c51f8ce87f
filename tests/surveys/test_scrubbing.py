import sqlite3
from pathlib import Path
from unittest import mock

import pytest
from django.db import connection, connections

from surveys import facilitating, jobs, scrubbing, withdrawing
from surveys.models.response import Envelope, Response
from tests import factories


@pytest.fixture
def files(transactional_db) -> list[Path]:
    """The files in which SQLite keeps the answers of this test."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's files")
    name = str(connection.settings_dict["NAME"])
    return [Path(name), Path(name + "-journal")]


def traces(secret: bytes, files: list[Path]) -> int:
    """How many pieces of the secret are in the files: a page may hold only a part of it."""
    pieces = [secret[start : start + 32] for start in range(0, len(secret) - 31, 32)]
    held = b"".join(path.read_bytes() for path in files if path.exists())
    return sum(piece in held for piece in pieces)


def test_no_trace_of_envelopes_and_key_is_left_in_any_file_after_closing(files):
    round = factories.make_round()
    holder = factories.begin(round)
    drafted = factories.begin(round, "assessor", "JPN")
    factories.responding.save_answers(holder=drafted, answers={})
    factories.responding.submit(holder=holder)
    round.refresh_from_db()
    secrets = [
        bytes(Envelope.objects.get(pk=holder.envelope.pk).sealed),
        bytes(Envelope.objects.get(pk=drafted.envelope.pk).draft),
        bytes(round.wrapped_private_key),
        holder.envelope.pk.encode(),
    ]
    assert all(traces(secret, files[:1]) for secret in secrets)

    job = facilitating.request_closing(round=round, by="test")
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done", job.error
    assert [traces(secret, files) for secret in secrets] == [0, 0, 0, 0]


def test_what_is_erased_leaves_the_files_at_once_and_no_log_is_kept(files):
    round = factories.make_round()
    holder = factories.begin(round)
    factories.responding.submit(holder=holder)
    sealed = bytes(Envelope.objects.get().sealed)
    assert traces(sealed, files) > 0
    assert withdrawing.withdraw(code=holder.code)
    assert traces(sealed, files) == 0
    for alias in connections:
        name = str(connections[alias].settings_dict["NAME"])
        assert not Path(name + "-wal").exists()
        assert Path(name + "-journal").stat().st_size == 0


def test_scrubbing_takes_away_what_was_deleted_and_not_overwritten(files):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    holder = factories.begin(factories.make_round())
    factories.responding.submit(holder=holder)
    sealed = bytes(Envelope.objects.get().sealed)
    Envelope.objects.all().delete()
    assert traces(sealed, files[:1]) > 0
    scrubbing.scrub()
    assert traces(sealed, files) == 0
    connection.close()


def test_a_reader_that_holds_old_pages_is_waited_for_and_then_named(files, monkeypatch):
    factories.make_study()
    monkeypatch.setattr(scrubbing, "PATIENCE_SECONDS", 0.2)
    reader = sqlite3.connect(files[0], isolation_level=None)
    try:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM surveys_study").fetchone()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(scrubbing.StillInUseError):
            scrubbing.scrub()
        reader.execute("ROLLBACK")
        scrubbing.scrub()
    finally:
        reader.close()
        connection.close()


def test_what_is_withdrawn_after_closing_leaves_the_files(files):
    round = factories.make_round()
    holder = factories.begin(round)
    factories.responding.submit(holder=holder)
    job = facilitating.request_closing(round=round, by="test")
    jobs.run(str(job.pk))
    tag = Response.objects.get(round=round).withdrawal_tag.encode()
    assert traces(tag, files)
    assert withdrawing.withdraw(code=holder.code)
    assert traces(tag, files) == 0


def test_an_engine_that_nobody_knows_how_to_scrub_is_refused():
    unknown = mock.MagicMock(vendor="oracle")
    one = mock.patch.object(scrubbing, "connections", {"default": unknown})
    with one, pytest.raises(NotImplementedError, match="oracle"):
        scrubbing.scrub()


def test_postgresql_is_asked_until_it_kept_nothing(monkeypatch):
    """What is really asked of it, and that it works, is tested on a real one."""
    kept = {"surveys_envelope": 2, "surveys_rating": 1}
    asked = []

    def keeps(connection, table):
        asked.append(table)
        kept[table] = kept.get(table, 0) - 1
        return kept[table] >= 0

    monkeypatch.setattr(scrubbing, "connections", {"default": mock.MagicMock(vendor="postgresql")})
    monkeypatch.setattr(scrubbing, "_kept_by_vacuum", keeps)
    monkeypatch.setattr(scrubbing.time, "sleep", lambda seconds: None)
    scrubbing.rewrite(scrubbing.ANSWERS)
    tables = list(scrubbing.ANSWERS.tables)
    assert asked == [*tables, "surveys_envelope", "surveys_rating", "surveys_envelope"]


def test_postgresql_that_keeps_old_rows_stops_the_job(monkeypatch):
    monkeypatch.setattr(scrubbing, "connections", {"default": mock.MagicMock(vendor="postgresql")})
    monkeypatch.setattr(scrubbing, "_kept_by_vacuum", mock.Mock(return_value=True))
    monkeypatch.setattr(scrubbing, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(scrubbing.time, "sleep", lambda seconds: None)
    with pytest.raises(scrubbing.StillInUseError, match="older transaction"):
        scrubbing.scrub()
