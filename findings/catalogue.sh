#!/bin/sh
# citeproc-py 0.11.1 and the given name of a Chinese author in a list of references.
#
# Behaviour seen: with the Harvard style that the package brings along, which shortens given names to
# initials, an item whose author is {"family": "王", "given": "缉思"} is written as "王, . 缉思 .":
# a full stop stands before and after the given name, and nothing is shortened. The Latin name beside
# it is written as expected, "Welch, D.". Names in Chinese letters have no initials; CSL displays them
# whole, family name first. Chinese, Japanese and Korean names given with their parts, as CSL-JSON
# wants them, therefore come out damaged.
#
# Installs the package into a temporary folder, prints what it sees, and fails if that has changed.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check citeproc-py==0.11.1

"$folder/venv/bin/python" -W ignore - <<'PYTHON'
from importlib.metadata import version

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON

item = {
    "id": "a",
    "type": "dataset",
    "title": "T",
    "author": [{"family": "王", "given": "缉思"}, {"family": "Welch", "given": "David"}],
    "issued": {"date-parts": [[2026]]},
}
style = CitationStylesStyle("harvard-cite-them-right", validate=False)
references = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
references.register(Citation([CitationItem("a")]))
seen = str(references.bibliography()[0])
print(f"citeproc-py {version('citeproc-py')}: {seen}")
assert "Welch, D." in seen, "the Latin name is written otherwise now"
assert "王, . 缉思 ." in seen, "the Chinese name is written otherwise now"
PYTHON
