#!/bin/sh
# gretl does not open a CSV file in which a column holds one text and is otherwise empty.
#
# Seen with gretl 2022c (Debian 12). The same file with the text in a second row is opened, as a
# string-valued series. The message names a row that is in order: "expected numeric value".
#
# Exit code: 0 it is still so, 1 it has changed, 77 not run for want of a program.
set -eu

command -v gretlcli >/dev/null || {
    echo "not run: gretlcli is not on this machine (Debian: gretl)"
    exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder"

# A table of figures with a column of remarks, of which there are as many as is asked for.
table() {
    echo "figure,remark"
    seq 1 300 | sed 's/$/,/'
    seq 1 "$1" | sed 's/$/,revised/'
}
opened() {
    table "$1" >table.csv
    printf 'open table.csv\n' >script.inp
    gretlcli -b script.inp 2>&1 | grep -E '^ERROR|string-valued' || true
}
gretlcli --version | head -n 1
echo "one remark: $(opened 1)"
echo "two remarks: $(opened 2)"

opened 1 | grep -q 'variable 2 (remark), observation 301, expected numeric value' || {
    echo "changed: one remark"
    exit 1
}
if opened 2 | grep -q '^ERROR'; then
    echo "changed: two remarks"
    exit 1
fi
