"""Each volume of an installation is full for a while, with room made again later.

Each is a file system of its own in memory, which only root may mount.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from chaos.outcome import Outcome
from chaos.servers import is_running, start_again
from chaos.site import EMBEDDED, PRODUCTION, ActFailed, Site, site
from tests.workers.installation import wait_for

SIZE_MB, PEOPLE, SECONDS_FULL = 300, 10, 8
FAULT = "disk full"
SIGN = "SELECT 1 FROM surveys_pulse WHERE name = 'worker'"


class NotRoot(Exception):
    """Raised where no file system can be mounted."""


@contextmanager
def volume(size_mb: int = SIZE_MB) -> Iterator[Path]:
    """Mount a file system of this size. Raises NotRoot."""
    with tempfile.TemporaryDirectory(prefix="cs2survey-chaos-volume-") as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "tmpfs", name]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            raise NotRoot
        try:
            # PostgreSQL runs as another user.
            Path(name).chmod(0o755)
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=False)


def fill_up(folder: Path) -> Callable[[], None]:
    """Leave not a byte in the file system of this folder; returns what makes room again."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        while True:
            file.write(b"0")
    return ballast.unlink


def run(what: str, make: Callable[[Path], Iterator[Outcome]], long: bool) -> Iterator[Outcome]:
    """Make the fault on a volume, or say why it cannot be made here."""
    try:
        with volume() as place:
            yield from make(place)
    except NotRoot:
        yield Outcome(f"{FAULT}: {what}", "–", "0", None, (), "only root may mount a volume")


def releases(place: Path) -> Iterator[Outcome]:
    """The page of the release says why there are no files, and makes them when asked again."""
    with site(PRODUCTION, CS2_RELEASE_FILES=str(place / "releases")) as here:
        (made,) = here.operator.ask("rounds", 1, PEOPLE)
        make_room = fill_up(place)
        with here.worker():
            here.operator.ask("close", made["round"])
            row = wait_for_failure(here, "files")
            make_room()
            here.operator.ask("retry_failed")
            recovery = here.wait_until_done()
        problems = here.problems_of([made])
        if row["error_code"] != "disk_full":
            problems.append(f"it said {row['error_code']}")
    yield Outcome(f"{FAULT}: releases", PRODUCTION, "1", recovery, tuple(problems))


def anchors(place: Path) -> Iterator[Outcome]:
    """Acts go on, and are anchored within a minute of there being room."""
    file = place / "anchors" / "audit-anchors"
    with site(PRODUCTION, CS2_AUDIT_ANCHORS=str(file)) as here:
        made = here.operator.ask("rounds", 2, PEOPLE)
        make_room = fill_up(place)
        with here.worker():
            here.operator.ask("close", made[0]["round"])
            here.wait_until_done()
            make_room()
            here.operator.ask("close", made[1]["round"])
            recovery = here.wait_until_done()
        problems = here.problems_of(made)
    yield Outcome(f"{FAULT}: audit anchors", PRODUCTION, "1", recovery, tuple(problems))


def postgres(place: Path) -> Iterator[Outcome]:
    """PostgreSQL may end; it is started again when there is room."""
    with site(PRODUCTION, lease=0, within=place) as here:
        yield full_while_closing("PostgreSQL's data", here, place)


def everything(place: Path) -> Iterator[Outcome]:
    """The embedded default has databases, messages and releases on one volume."""
    with site(EMBEDDED, lease=0, folder=place) as here:
        yield full_while_closing("databases, messages, releases", here, place)


def full_while_closing(what: str, here: Site, place: Path) -> Outcome:
    """Fill the disk while a round closes and another is to be closed, and make room again."""
    made = here.operator.ask("rounds", 2, PEOPLE)
    with here.worker():
        # One that starts on a full disk ends, and whoever supervises it starts it again.
        wait_for(lambda: bool(here.here.rows(SIGN)), "a worker is up")
        here.operator.ask("close", made[0]["round"])
        make_room = fill_up(place)
        with suppress(ActFailed):
            here.operator.ask("close", made[1]["round"])
        time.sleep(SECONDS_FULL)
        make_room()
        if here.postgres and not is_running(here.postgres):
            start_again(here.postgres)
        since = time.monotonic()
        close_at_last(here, made[1]["round"])
        while here.operator.insist("retry_failed"):
            time.sleep(0.2)
        here.wait_until_done()
        recovery = time.monotonic() - since
    return Outcome(f"{FAULT}: {what}", here.name, "1", recovery, tuple(here.problems_of(made)))


def close_at_last(here: Site, round_id: str) -> None:
    """Ask for closing unless that was recorded while the disk was full."""
    if here.operator.insist("state_of", round_id)["state"] == "open":
        here.operator.insist("close", round_id)


def wait_for_failure(here: Site, kind: str) -> dict:
    while True:
        for row in here.operator.ask("job_rows"):
            if (row["kind"], row["state"]) == (kind, "failed"):
                return row
        time.sleep(0.2)


RUNS = (
    partial(run, "releases", releases),
    partial(run, "audit anchors", anchors),
    partial(run, "PostgreSQL's data", postgres),
    partial(run, "databases, messages, releases", everything),
)
