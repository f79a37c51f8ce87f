"""How long a fresh clone takes until its demonstration can be looked at, and with what.

Nothing is kept from before: no package that was downloaded, nothing compiled. With the name of a
commit in CS2_COLD_START_AGAINST that version is started as well, in turn with this one, and the
ratio of both is reported; CS2_COLD_START_RUNS is how often (1). Needs git, and packages to install.
"""

import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GIVE_UP_SECONDS = 600
# What each phase leaves behind; the last are what a visitor waits for. Earlier versions installed
# everything at once (.run) and had no second step (.demo).
PHASES = {
    "installer": [".tools/.ready"],
    "environment": [".venv/.made"],
    "what pages need": [".venv/.pages", ".venv/.run"],
    "keys, databases, files": ["var/.ready"],
    "simulated rounds": ["var/demo.json"],
}


def run() -> dict[str, Any]:
    against = os.environ.get("CS2_COLD_START_AGAINST", "")
    commits = ["HEAD", *([against] if against else [])]
    timed: dict[str, list[dict[str, float]]] = {commit: [] for commit in commits}
    for _ in range(int(os.environ.get("CS2_COLD_START_RUNS", "1"))):
        for commit in commits:
            timed[commit].append(cold_start(commit))
    medians = {commit: _medians(runs) for commit, runs in timed.items()}
    _print(medians)
    result: dict[str, Any] = {"seconds": medians, "runs": timed}
    if against:
        for of in ("in all", "of processors"):
            result[f"ratio {of}"] = round(medians["HEAD"][of] / medians[against][of], 2)
            print(f"ratio to {against}, {of}: {result[f'ratio {of}']}")
    return result


def cold_start(commit: str) -> dict[str, float]:
    """Return the seconds that each phase took, and all of them, in a clone of this commit."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "clone")
        _git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone))
        _git("-C", str(clone), "checkout", "--quiet", _hash(commit))
        return _timed(clone, Path(folder, "cache"))


def _timed(clone: Path, cache: Path) -> dict[str, float]:
    ends, port = {}, _free_port()
    began, processor = time.monotonic(), _processor_seconds()
    with _demo(clone, cache, port) as demo:
        for phase, stamps in PHASES.items():
            ends[phase] = _wait(demo, began, lambda these=stamps: _any(clone, these))
        ends["first page"] = _wait(demo, began, lambda: _answers(port, "healthz"))
        ends["worker"] = _wait(demo, began, lambda: _answers(port, "readyz"))
    starts = [0.0, *ends.values()]
    seconds = {
        phase: round(max(0.0, end - start), 1)
        for (phase, end), start in zip(ends.items(), starts, strict=False)
    }
    return seconds | {
        "in all": round(ends["first page"], 1),
        # Of all processes together: on a machine that is busy it tells more than the clock.
        "of processors": round(_processor_seconds() - processor, 1),
    }


def _processor_seconds() -> float:
    """What all processes took that this one has started and that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@contextmanager
def _demo(clone: Path, cache: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run `make demo` as on a machine on which nothing was installed before."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CS2_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    environment = {**kept, "UV_CACHE_DIR": str(cache), "PIP_NO_CACHE_DIR": "1"}
    command = ["make", "demo", f"PORT={port}", f"PYTHON={_python()}"]
    demo = subprocess.Popen(
        command, cwd=clone, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield demo
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        try:
            demo.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)


def _wait(demo: subprocess.Popen[bytes], began: float, is_done: Any) -> float:
    """Return how many seconds after the beginning this was done."""
    while not is_done():
        if demo.poll() is not None:
            raise SystemExit(f"make demo ended with {demo.returncode}")
        if time.monotonic() - began > GIVE_UP_SECONDS:
            raise SystemExit(f"make demo was not done after {GIVE_UP_SECONDS} s")
        time.sleep(0.05)
    return time.monotonic() - began


def _any(clone: Path, stamps: list[str]) -> bool:
    return any((clone / stamp).exists() for stamp in stamps)


def _answers(port: int, page: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _python() -> str:
    """The Python that this environment was made with: it has pip, which ours need not have."""
    return str(Path(sys.base_prefix, "bin", "python3"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _hash(commit: str) -> str:
    return _git("-C", str(ROOT), "rev-parse", commit)


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


def _medians(runs: list[dict[str, float]]) -> dict[str, float]:
    return {phase: round(statistics.median(one[phase] for one in runs), 1) for phase in runs[0]}


def _print(medians: dict[str, dict[str, float]]) -> None:
    print(f"{'seconds':24}" + "".join(f"{commit[:12]:>14}" for commit in medians))
    for phase in next(iter(medians.values())):
        print(f"{phase:24}" + "".join(f"{of[phase]:14.1f}" for of in medians.values()))
