#!/bin/sh
# kill -9 at a hundred random moments: nothing that was finished is lost, and the study ends with the table of one left alone.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
settings='--epochs 2 --seeds 20 --more-seeds 40 --rates 0.1,0.3,0.5,0.7'
kills=0 studies=0

rows() { "$THINNET" study export csv "$1" 2>/dev/null | wc -l; }

run thinnet study "$fcn" --out alone $settings
exits 0
thinnet study export csv alone >alone.csv
awk 'BEGIN { srand(7); for (i = 0; i < 100; i++) printf "0.%03d\n", 5 + 150 * rand() }' >moments
while read -r moment; do
    [ -d killed ] || studies=$((studies + 1))
    "$THINNET" study "$fcn" --out killed $settings >"$out" 2>"$err" &
    victim=$!
    sleep "$moment"
    kill -9 $victim 2>/dev/null && kills=$((kills + 1))
    wait $victim 2>/dev/null
    if [ $? -eq 0 ]; then # it was faster: another one
        thinnet study export csv killed >killed.csv
        same alone.csv killed.csv
        rm -rf killed
        before=
        continue
    fi
    [ -f killed/study.json ] || continue
    now=$(rows killed)
    [ "$now" -ge "${before:-0}" ] || fault "$before rows before the kill, $now after it"
    before=$now
done <moments
[ $kills -ge 60 ] || fault "only $kills of 100 kills met a living process"
run thinnet study "$fcn" --out killed $settings
exits 0
thinnet study export csv killed >killed.csv
same alone.csv killed.csv
same alone/report.html killed/report.html
echo "$kills kills in $studies studies, $(find killed/journals -type f | wc -l) journals in the last"
finish
