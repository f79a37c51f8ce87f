#!/bin/sh
# pyreadstat cuts labels that are too long for .sav without a word, and refuses them for .dta.
#
# Seen with pyreadstat 1.3.7. A .sav file takes 120 bytes of a value's label and 256 of a variable's,
# which are 40 and 85 characters of Chinese, Japanese or Korean. Two answers that differ only after
# that are read back with one and the same label. Of a .dta file, whose limit for a variable is 80
# characters, the library raises ReadstatError instead.
#
# Exit code: 0 it is still so, 1 it has changed, 77 not run for want of a program.
set -eu

command -v python3 >/dev/null || { echo "not run: python3 is not on this machine"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==2.3.3

venv/bin/python - <<'PYTHON'
import sys

import pandas
import pyreadstat

frame = pandas.DataFrame({"answer": [1.0, 2.0]})
agree, disagree = ("この会議で話し合われた共同の水産資源の保護と管理についての提案に対するあなたの考え：" + end
                   for end in ("賛成", "反対"))
pyreadstat.write_sav(frame, "a.sav", variable_value_labels={"answer": {1.0: agree, 2.0: disagree}})
labels = pyreadstat.read_sav("a.sav")[1].variable_value_labels["answer"]
print("pyreadstat", pyreadstat.__version__)
print(len(agree), "characters,", len(agree.encode()), "bytes")
print(".sav:", labels)
try:
    pyreadstat.write_dta(frame, "a.dta", version=14, column_labels={"answer": "一" * 81})
    refused = ""
except pyreadstat.ReadstatError as error:
    refused = str(error)
print(".dta:", refused)
if labels[1.0] != labels[2.0] or agree == disagree or len(labels[1.0].encode()) > 120:
    sys.exit("changed: .sav")
if "too long" not in refused:
    sys.exit("changed: .dta")
PYTHON
