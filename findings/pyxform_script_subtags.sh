#!/bin/sh
# pyxform does not know language tags with a script, such as zh-Hans and zh-Hant.
#
# XLSForm names a language as "Chinese (zh-Hans)", the code in brackets as of BCP 47 (RFC 5646). Forms
# in both scripts of Chinese cannot be told apart without the script, and zh-Hans and zh-Hant are
# what browsers ask for. pyxform 4.5.0 converts such a form, with both languages in it, and warns that
# their codes are not valid, while it takes zh, ja and ko. Who relies on the warnings finds that no
# form in Simplified Chinese is without one.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyxform==4.5.0
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

from pyxform.xls2xform import convert

def warnings(*languages):
    labels = [f"label::{language}" for language in languages]
    form = "\n".join([
        "| survey |",
        "|        | type | name | " + " | ".join(labels) + " |",
        "|        | note | one  | " + " | ".join("x" for _ in labels) + " |",
    ])
    return convert(xlsform=form, validate=False).warnings

known = warnings("English (en)", "Chinese (zh)", "Japanese (ja)", "Korean (ko)")
scripts = warnings("English (en)", "Simplified Chinese (zh-Hans)", "Traditional Chinese (zh-Hant)")
print("pyxform", version("pyxform"))
print("en, zh, ja, ko:", known)
print("en, zh-Hans, zh-Hant:", scripts)
assert known == [], known
assert len(scripts) == 1, scripts
assert "do not contain valid machine-readable codes" in scripts[0]
assert "(zh-Hans)" in scripts[0] and "(zh-Hant)" in scripts[0] and "English" not in scripts[0]
print("as seen")
PYTHON
