"""Times how a million records are read: python -m benchmarks.inside.record_streams 1000000 3

A release is published, its records are written by the shortest way there is, and its two largest
files are made as the worker makes them. Then they are read over HTTP from the web server of the
embedded default, in a process of its own whose memory is watched: whole, as CSV and as Parquet,
and one group of the two, which no file holds. In turns with them PostgreSQL sends the same rows, of
which it has been given a flat table, by COPY. Pages of Django REST framework are timed on the first
ten of a thousand records each, in the process itself, where no HTTP slows them.
"""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from rest_framework import generics, pagination, serializers

from analytics.export.archive import archive_of, files_of
from analytics.export.queries import publication_of
from analytics.export.store import Variant, folder_of, stored_files
from analytics.export.storing import store_files
from analytics.models import Record, Release
from analytics.release.audience import AUDIENCES, widen
from analytics.release.publish import publish_round
from analytics.release.triggers import TRIGGERS
from benchmarks.inside import people
from benchmarks.inside.pages import wait_until_up
from benchmarks.inside.whole_job import computed, version
from benchmarks.machine import medians, once
from surveys.instruments.document import Document
from surveys.instruments.loader import document_of
from surveys.instruments.sequence import answer_names
from surveys.models.study import Study
from tests.visitor import free_port

SIDES = ("JPN", "PRC")
SEED, DISTINCT, PAGE, PAGES = 20137, 2_000, 1_000, 10
AT_ONCE = 1 << 20
FILES = ("records.csv", "records.parquet")


def main(number: int, times: int) -> dict[str, Any]:
    """Median seconds by what was read, with the bytes, and megabytes of memory by process."""
    call_command("collectstatic", interactive=False, verbosity=0)
    release = released(people.migrated())
    filled = once(lambda: write_records(release, number))
    filled_memory = memory_of("self")
    making = once(lambda: make_files(release))
    making_memory = memory_of("self")
    with served() as (port, process):
        reads = reading(port, release)
        before = memory_of(process.pid)
        sizes = {name: read() for name, read in reads.items()}
        after = memory_of(process.pid)
        seconds = medians(reads | copying(release), times)
    return {
        "engine": version(),
        "records": number,
        "filled": filled,
        "making": making,
        "memory_before_making": filled_memory,
        "memory_of_making": making_memory,
        "memory_before": before,
        "memory_after": after,
        "sizes": sizes,
        "seconds": seconds,
        "pages_per_record": once(lambda: framework_pages(release)) / (PAGE * PAGES),
    }


# --- The release ---------------------------------------------------------------------------------


def released(study: Study) -> Release:
    round = people.closed_round(study, widest_audience=AUDIENCES[-1])
    people.answer(round, 5)
    release: Release = publish_round(**computed(round))
    for audience in AUDIENCES[1:]:
        widen(release=release, to=audience, by="benchmark")
    return release


def write_records(release: Release, number: int) -> None:
    """Half of the records for either side, of so many distinct sets of answers."""
    # A database refuses them after the release.
    with connection.schema_editor() as editor:
        TRIGGERS.thaw(None, editor)
    rng = np.random.default_rng(SEED)
    document = document_of(release.round.instrument)
    sets = {side: answers(document, side, rng) for side in SIDES}
    names = iter(people.identifiers(number, rng))
    rows = (
        (UUID(name).hex, release.pk.hex, SIDES[n % 2], "{}", sets[SIDES[n % 2]][n % DISTINCT])
        for n, name in enumerate(names)
    )
    people.copy(Record, rows, ("id", "release_id", "group", "about", "answers"))
    people.settle()


def answers(document: Document, side: str, rng: np.random.Generator) -> list[str]:
    names = answer_names(document, "participant", side, ())
    marks = rng.integers(-3, 4, (DISTINCT, len(names))).tolist()
    return [json.dumps(dict(zip(names, each, strict=True))) for each in marks]


def make_files(release: Release) -> None:
    """The two files of the records, and an archive, since there must be one."""
    publication = publication_of(release, [])
    files = {file.name: file for file in files_of(publication)}
    readme = files["codebook.en.md"]
    wanted = [archive_of(publication, [readme]), readme, *(files[name] for name in FILES)]
    store_files(release.checksum, Variant.WITHOUT_CHANGES, publication, wanted, lambda share: None)


# --- Reading -------------------------------------------------------------------------------------


@contextmanager
def served() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """The web server on a free port, in a process of its own."""
    port = free_port()
    code = f"from cs2survey.web_server import WebServer; WebServer({port}).run()"
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        wait_until_up(port)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def reading(port: int, release: Release) -> dict[str, Callable[[], int]]:
    """By name what reads it all and returns how many bytes there were."""
    address = f"http://127.0.0.1:{port}/api/v1/releases/{release.pk}/records/"

    def read(query: str) -> int:
        with urllib.request.urlopen(f"{address}?{query}") as answer:
            return sum(map(len, iter(lambda: answer.read(AT_ONCE), b"")))

    return {
        "CSV": lambda: read("format=csv"),
        "Parquet": lambda: read("format=parquet"),
        "NDJSON of one group": lambda: read("format=ndjson&group=PRC"),
    }


def memory_of(process: object) -> float:
    """The most megabytes that a process has had in memory so far."""
    status = Path(f"/proc/{process}/status").read_text()
    (found,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(found) / 1024


def copying(release: Release) -> dict[str, Callable[[], int]]:
    """COPY of a flat table with the same rows; nothing on an engine that has no COPY."""
    if connection.vendor != "postgresql":
        return {}
    stored = stored_files(release.checksum, Variant.WITHOUT_CHANGES)
    assert stored is not None
    path = folder_of(release.checksum, Variant.WITHOUT_CHANGES) / "records.csv"
    with path.open() as lines:
        names = next(lines).strip().split(",")
    columns = ", ".join(f'"{n}" {"text" if n in ("id", "group") else "smallint"}' for n in names)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE flat_records ({columns})")
        with path.open("rb") as lines, cursor.copy(COPY_IN) as stream:
            while piece := lines.read(AT_ONCE):
                stream.write(piece)
        cursor.execute("VACUUM ANALYZE flat_records")
    return {"COPY": copy_out}


COPY_IN = "COPY flat_records FROM STDIN WITH (FORMAT csv, HEADER)"
COPY_OUT = "COPY flat_records TO STDOUT WITH (FORMAT csv, HEADER)"


def copy_out() -> int:
    with connection.cursor() as cursor, cursor.copy(COPY_OUT) as stream:
        return sum(map(len, stream))


# --- Django REST framework -----------------------------------------------------------------------


class RecordSerializer(serializers.ModelSerializer[Record]):
    class Meta:
        model = Record
        fields = ("id", "group", "about", "answers")


class ByThousands(pagination.PageNumberPagination):
    page_size = PAGE


class RecordPages(generics.ListAPIView):  # type: ignore[type-arg]
    """Records as the framework lists them."""

    serializer_class = RecordSerializer
    pagination_class = ByThousands
    permission_classes = ()
    authentication_classes = ()
    queryset = Record.objects.order_by("group", "id")


def framework_pages(release: Release) -> None:
    view = RecordPages.as_view()
    for page in range(1, PAGES + 1):
        answer = view(RequestFactory().get("/", {"page": page, "format": "json"})).render()
        assert len(json.loads(answer.content)["results"]) == PAGE


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
