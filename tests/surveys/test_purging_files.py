"""The files of the database after purging. Apart: these tests commit."""

from django.core.management import call_command
from django.db import connection

from surveys import jobs
from surveys.models.job import Job
from surveys.models.response import Response
from tests import factories
from tests.surveys.test_purging import closed_days_ago
from tests.surveys.test_scrubbing import files, traces  # noqa: F401  files is a fixture


def test_no_file_holds_a_destroyed_answer(files):  # noqa: F811
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete=OFF")
    round = factories.make_round()
    factories.respond(round)
    for kind in ("close", "compute"):
        if kind == "close":
            factories.facilitating.request_closing(round=round, by="test")
        jobs.run(str(Job.objects.get(kind=kind).pk))
    tag = Response.objects.get(round=round).withdrawal_tag.encode()
    assert traces(tag, files) > 0
    closed_days_ago(round, 31)
    call_command("purge")
    assert traces(tag, files) == 0
    connection.close()
