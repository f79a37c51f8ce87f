"""Looks for keys and passwords in the repository:  python -m tests.secret_scan [--accept]

What only looks like a secret, such as a password of the tests, is listed by its SHA-1 in
`accepted_secrets.json` beside this module. `--accept` lists all that is found now: read what it
adds before you commit it.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.settings import transient_settings

ACCEPTED = Path(__file__).with_name("accepted_secrets.json")
# Keys of this program are hexadecimal; those of the age format and of most services look like
# Base64. Nothing is looked up anywhere.
SETTINGS = {
    "plugins_used": [
        {"name": "PrivateKeyDetector"},
        {"name": "BasicAuthDetector"},
        {"name": "KeywordDetector"},
        {"name": "HexHighEntropyString", "limit": 3.0},
        {"name": "Base64HighEntropyString", "limit": 4.5},
    ],
    "filters_used": [
        {"path": "detect_secrets.filters.allowlist.is_line_allowlisted"},
        {"path": "detect_secrets.filters.heuristic.is_templated_secret"},
        {"path": "detect_secrets.filters.heuristic.is_sequential_string"},
        {"path": "detect_secrets.filters.heuristic.is_potential_uuid"},
        {"path": "detect_secrets.filters.heuristic.is_indirect_reference"},
    ],
}
# Hashes of packages; texts and pictures; figures of other programs.
LEFT_OUT = ("requirements/", "locale/", "docs/images/", "tests/reference/", "tests/accepted_sec")
Hashes = dict[str, list[str]]


def main(options: list[str]) -> int:
    """Print each secret that is not accepted; returns 1 when there is one."""
    found = list(secrets_in(committed_files()))
    if options == ["--accept"]:
        ACCEPTED.write_text(json.dumps(hashes_of(found), indent=1, sort_keys=True) + "\n")
        return 0
    accepted: Hashes = json.loads(ACCEPTED.read_text())
    new = [each for each in found if each.secret_hash not in accepted.get(each.filename, [])]
    for each in new:
        sys.stdout.write(f"{each.filename}:{each.line_number}: {each.type}\n")
    sys.stdout.write(f"{len(new)} strings look like secrets and are not accepted.\n")
    return int(bool(new))


def committed_files() -> list[str]:
    """Return the files of the repository that are looked through; none outside of one."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listing = subprocess.run(command, capture_output=True, check=False).stdout.decode()
    names = (name for name in listing.split("\0") if name and not name.startswith(LEFT_OUT))
    return [name for name in names if Path(name).is_file()]


def secrets_in(files: Iterable[str]) -> Iterator[PotentialSecret]:
    """Yield what looks like a secret, by file and line."""
    secrets = SecretsCollection()
    with transient_settings(SETTINGS):
        secrets.scan_files(*files)
    yield from sorted((each for _file, each in secrets), key=lambda s: (s.filename, s.line_number))


def hashes_of(secrets: Iterable[PotentialSecret]) -> Hashes:
    """Return the SHA-1 of each secret by file, without any line: lines move."""
    hashes: defaultdict[str, set[str]] = defaultdict(set)
    for each in secrets:
        hashes[each.filename].add(each.secret_hash)
    return {name: sorted(values) for name, values in hashes.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
