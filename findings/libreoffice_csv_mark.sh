#!/bin/sh
# LibreOffice, converting a CSV file from the command line, does not heed the byte-order mark of UTF-8.
#
# Seen with LibreOffice 7.4.7 (Debian 12). The mark becomes a part of the first field, and all that
# is not ASCII is read as Windows-1252. It is read right where the filter says what it is: 76.
#
# Exit code: 0 it is still so, 1 it has changed, 77 not run for want of a program.
set -eu

command -v soffice >/dev/null || {
    echo "not run: soffice is not on this machine (Debian: libreoffice-calc)"
    exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder"

printf '\357\273\277name,place\r\nÅsa,Malmö\r\n' >table.csv
converted() {
    rm -rf out
    soffice "-env:UserInstallation=file://$folder/profile" --headless "$@" \
        --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' --outdir out table.csv >/dev/null 2>&1
    cat out/table.csv
}
soffice --version
echo "without a filter:"
converted
echo "with one:"
converted --infilter=CSV:44,34,76

test "$(converted | tail -n 1)" = "Ã…sa,MalmÃ¶" || { echo "changed: without a filter"; exit 1; }
test "$(converted --infilter=CSV:44,34,76 | tail -n 1)" = "Åsa,Malmö" || {
    echo "changed: with a filter"
    exit 1
}
