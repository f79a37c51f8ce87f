#!/bin/sh
# gretl counts values that a .sav file declares as missing.
#
# Seen with gretl 2022c (Debian 12) on a file written by pyreadstat 1.3.7. SPSS, PSPP and haven take
# a declared value for missing; gretl computes with it, without a word. The same data as .dta 118,
# where a reason is an extended missing value, are read as they are meant.
#
# Exit code: 0 it is still so, 1 it has changed, 77 not run for want of a program.
set -eu

for program in gretlcli pspp python3; do
    command -v "$program" >/dev/null || {
        echo "not run: $program is not on this machine (Debian: gretl, pspp, python3-venv)"
        exit 77
    }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==2.3.3

venv/bin/python - <<'PYTHON'
import pandas
import pyreadstat

# Answers from 0 to 3; -2 stands for an answer that was refused.
answers = [0.0, 3.0, 3.0, -2.0, -2.0]
pyreadstat.write_sav(pandas.DataFrame({"answer": answers}), "a.sav", missing_ranges={"answer": [-2]})
refused = [answer if answer >= 0 else "a" for answer in answers]
pyreadstat.write_dta(
    pandas.DataFrame({"answer": pandas.Series(refused, dtype=object)}),
    "a.dta",
    version=14,
    missing_user_values={"answer": ["a"]},
)
PYTHON

mean() {
    printf 'open %s --quiet\nprintf "mean %%g of %%d\\n", mean(answer), nobs(answer)\n' "$1" >script.inp
    gretlcli -b script.inp | grep '^mean'
}
gretlcli --version | head -n 1
echo ".sav: $(mean a.sav)"
echo ".dta: $(mean a.dta)"
pspp --version | head -n 1
printf "GET FILE='a.sav'.\nDESCRIPTIVES answer.\n" | pspp -o pspp.csv -
cat pspp.csv

test "$(mean a.sav)" = "mean 0.4 of 5" || { echo "changed: .sav"; exit 1; }
test "$(mean a.dta)" = "mean 2 of 3" || { echo "changed: .dta"; exit 1; }
grep -q '^answer,3,2.00,' pspp.csv || { echo "changed: PSPP"; exit 1; }
