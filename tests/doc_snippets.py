"""Runs the snippets of the documents as they stand against a site that is served.

In a snippet these stand for something of the reader's own, and are replaced before it is run:

- ``https://survey.example.org``: the address of the site
- ``cs2_…``: a researcher's token
- ``RELEASE``: the id of the release of the study's first round, which the token may read
- ``forum`` as a word: the study, and so ``forum-round-1`` the name of an archive
- files: what stands in the working folder, which are the archives, the files in the first one, a
  questionnaire ``mine.yaml``, and ``docs/``; a block that fetches files is run in an empty folder

All blocks of ``python`` in a document are run one after the other in one process, as in a
notebook; so are those of ``r``. Those of ``sh`` are run one by one, except installations
(``pip install``). ``stata`` is read by people alone, and a block of another language whose package
or program is not installed is passed over; `Snippet.passed_over` says why. Blocks for Django's
shell are run by tests/test_doc_snippets.py, on a study that is as the text says. A block without a
language is no snippet.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CLIENT = ROOT / "clients" / "cs2survey-client"
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PACKAGE = re.compile(r"library\((\w+)\)|(\w+)::")
PROGRAMS = os.pathsep.join([str(ROOT / ".venv" / "bin"), str(ROOT), os.environ["PATH"]])
PATIENCE = 120  # seconds for all blocks of one language in a document
IMPORTED = re.compile(r"^import (\w+)|^from (\w+)", re.MULTILINE)
# What a block for Django's shell has and no other.
SHELL = re.compile(r"^from (surveys|analytics)\.models", re.MULTILINE)


@dataclass(frozen=True)
class Snippet:
    """A block of a document; ``line`` is that of its first line of code."""

    document: str
    line: int
    language: str
    code: str

    @property
    def place(self) -> str:
        return f"{self.document}:{self.line}"

    def passed_over(self) -> str:
        """Return why it is not run here; "" if it is."""
        if self.language == "sh":
            program = self.code.split()[0]
            if program == "pip":
                return "an installation"
            return "" if shutil.which(program, path=PROGRAMS) else f"without the program {program}"
        if self.language == "r":
            if shutil.which("Rscript") is None:
                return "R is not installed"
            wanted = {one or other for one, other in PACKAGE.findall(self.code)}
            lacking = [name for name in sorted(wanted) if not _has_r_package(name)]
            return f"without the R package {', '.join(lacking)}" if lacking else ""
        if self.is_for_the_shell:
            return "for Django's shell"
        if self.language == "python":
            names = sorted({one or other for one, other in IMPORTED.findall(self.code)})
            lacking = [name for name in names if find_spec(name) is None]
            return f"without the package {', '.join(lacking)}" if lacking else ""
        return f"{self.language} is not run"

    @property
    def is_for_the_shell(self) -> bool:
        """Whether it is run inside the site."""
        return self.language == "python" and SHELL.search(self.code) is not None


@dataclass(frozen=True)
class Site:
    """What stands in the place of the placeholders."""

    base_url: str
    token: str
    study: str
    release: str

    def put_into(self, code: str) -> str:
        """Return a snippet for this site."""
        replaced = code.replace("https://survey.example.org", self.base_url)
        replaced = replaced.replace("cs2_…", self.token)
        replaced = re.sub(r"\bRELEASE\b", self.release, replaced)
        return re.sub(r"\bforum\b", self.study, replaced)


def documents() -> list[Path]:
    """Return every document that may have snippets."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), CLIENT / "README.md"]


def snippets(document: Path) -> list[Snippet]:
    """Return the blocks of a document that name a language, in its order."""
    text, name = document.read_text(encoding="utf-8"), str(document.relative_to(ROOT))
    return [
        Snippet(name, text[: found.start(2)].count("\n") + 1, found[1], found[2])
        for found in FENCED.finditer(text)
    ]


def failures(
    found: Sequence[Snippet], site: Site, folder: Path, environment: dict[str, str]
) -> Iterator[str]:
    """Run the snippets of one document in a folder, and yield what went wrong, by place."""
    paths = os.pathsep.join([str(ROOT), str(CLIENT / "src")])
    known = environment | {"PATH": PROGRAMS, "PYTHONPATH": paths}
    run = [snippet for snippet in found if not snippet.passed_over()]
    python = [snippet for snippet in run if snippet.language == "python"]
    if python:
        given = json.dumps([[s.document, s.line, site.put_into(s.code)] for s in python])
        yield from _run([sys.executable, "-m", __name__], given, python[0].place, folder, known)
    r = [snippet for snippet in run if snippet.language == "r"]
    if r:
        code = "\n".join(site.put_into(snippet.code) for snippet in r)
        yield from _run(["Rscript", "-"], code, r[0].place, folder, known)
    for snippet in run:
        if snippet.language == "sh":
            fetches = "curl " in snippet.code
            with tempfile.TemporaryDirectory(dir=folder) as empty:
                where = Path(empty) if fetches else folder
                code = site.put_into(snippet.code)
                yield from _run(["sh", "-eux"], code, snippet.place, where, known)


def _run(
    command: Sequence[str], code: str, place: str, folder: Path, environment: dict[str, str]
) -> Iterator[str]:
    done = subprocess.run(
        command, input=code, cwd=folder, env=environment, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    if done.returncode:
        yield f"{place}: {(done.stderr or done.stdout)[-2000:]}"


def _has_r_package(name: str) -> bool:
    command = ["Rscript", "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


# --- In the process that runs the blocks of python -----------------------------------------------


def run_blocks(blocks: Sequence[tuple[str, int, str]]) -> int:
    """Run blocks in one namespace; faults name the document and its line. Return an exit code."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for document, line, code in blocks:
        try:
            exec(compile("\n" * (line - 1) + code, document, "exec"), namespace)
        except Exception:
            traceback.print_exc()
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(run_blocks(json.load(sys.stdin)))
