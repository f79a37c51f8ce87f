"""Has locust play respondents against a site, and reads what it measured."""

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from load.sites import LOAD, ROOT, Site

# Beyond the time they play: to start, and to end what has begun.
PATIENCE_SECONDS = 60
MOST_SECONDS_TO_BEGIN = 45


def play(site: Site, way: str, people: int, seconds: int) -> dict[str, Any]:
    """Play so many people at once for so many seconds; ``way`` is cycle or whole.

    Raises RuntimeError when somebody was refused or found another page.
    """
    who = {"cycle": "Cycle", "whole": "Respondent"}[way]
    with TemporaryDirectory(prefix="cs2survey-load-") as folder:
        plan, result = Path(folder) / "plan", Path(folder) / "result"
        playing = {**site.plans[way], "people": people, "seconds": seconds}
        plan.write_text(json.dumps(playing))
        command = [
            str(LOAD / "locust"),
            "-f",
            "load/respondents.py",
            "--headless",
            "--only-summary",
        ]
        command += ["--users", str(people), "--spawn-rate", str(people), "--host", site.host]
        # Those who cycle begin first, and end by themselves so long after that.
        longest = seconds + (MOST_SECONDS_TO_BEGIN if way == "cycle" else 0)
        command += ["--run-time", f"{longest}s", "--stop-timeout", "10", "--loglevel", "ERROR", who]
        environment = {**os.environ, "LOAD_PLAN": str(plan), "LOAD_RESULT": str(result)}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=longest + PATIENCE_SECONDS,
        )
        if not result.exists():
            raise RuntimeError(f"locust measured nothing: {done.stderr[-2000:]}")
        measured: dict[str, Any] = json.loads(result.read_text())
    if measured["failures"] or not measured["finished"]:
        raise RuntimeError(f"{site.host}: {measured['failures'] or done.stderr[-2000:]}")
    return measured | {"a_second": measured["finished"] / measured["seconds"]}
