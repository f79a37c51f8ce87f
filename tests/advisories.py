"""Asks whether an advisory has been published upon a locked package:  python -m tests.advisories

Fails when one matches. Where the database of advisories cannot be reached it says so and does not
fail: that a machine is offline is no fault of what it checks.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCKED = tuple(Path(f"requirements/{name}.txt") for name in ("dev", "tools", "sbom"))
# The open database of advisories is asked about each package by its name and version.
COMMAND = ("--vulnerability-service=osv", "--disable-pip", "--require-hashes")
QUIET = ("--format=json", "--progress-spinner=off", "--timeout=5")
PATIENCE_SECONDS = 60
# How the errors of a connection are named, by whichever library noticed it.
UNREACHABLE = ("ConnectionError", "ConnectTimeout", "ReadTimeout", "ProxyError", "SSLError")
REACHED_NOBODY = (
    "The database of advisories could not be reached, so nobody knows today whether one has been "
    "published upon what is locked. Run `make check` again where the network allows it."
)


def main(options: list[str]) -> int:
    """Print what is found; returns 1 when an advisory matches or nothing could be looked up."""
    files = [option for path in LOCKED for option in ("--requirement", str(path))]
    program = Path(sys.executable).with_name("pip-audit")
    command = [program, *COMMAND, *QUIET, *files, *options]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        code, text = 0, REACHED_NOBODY
    else:
        code, text = verdict(done.stdout, done.stderr)
    sys.stdout.write(f"{text}\n")
    return code


def verdict(output: str, errors: str) -> tuple[int, str]:
    """Return the exit code and the words for what pip-audit printed, in JSON, and its errors."""
    try:
        packages = json.loads(output)["dependencies"]
    except ValueError:
        reached = not any(name in errors for name in UNREACHABLE)
        return (1, errors.strip()) if reached else (0, REACHED_NOBODY)
    skipped = [f"{each['name']}: {each['skip_reason']}" for each in packages if "vulns" not in each]
    found = [
        f"{each['name']} {each['version']}: {advisory['id']}, "
        f"mended in {', '.join(advisory['fix_versions']) or 'no version yet'}"
        for each in packages
        for advisory in each.get("vulns", [])
    ]
    if found or skipped:
        return 1, "\n".join([*found, *skipped])
    return 0, f"No advisory has been published upon any of the {len(packages)} locked packages."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
