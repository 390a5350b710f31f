#!/bin/sh
# pages.sh MADE_REPORT: the pages of made-up answers, as an HTML parser sees them (page.py).
command -v python3 >/dev/null || { echo "python3 is missing"; exit 77; }
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
for answer in plain hostile empty large huge regression; do
    "$1" "$answer" "$scratch/$answer.html" || exit 1
done
python3 "$(dirname "$0")/page.py" "$scratch"/*.html
