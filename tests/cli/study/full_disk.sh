#!/bin/sh
# A disk that fills while a study runs: a clear word, a store that is whole, and a study that goes on when there is room.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
settings='--epochs 4 --seeds 4 --more-seeds 4 --rates 0.2,0.5'
run thinnet study "$fcn" --out alone $settings
exits 0
thinnet study export csv alone >alone.csv
# No file may grow beyond 4 KB: the journal is cut in the middle of a record. SIGXFSZ is ignored, so write fails instead.
command='study with files of at most 4 KB'
(
    trap '' XFSZ
    ulimit -f 8
    exec "$THINNET" study "$fcn" --out full $settings --jobs 1
) >"$out" 2>"$err"
code=$?
exits 3
err_has 'cannot write full/journals/'
thinnet study export csv full >"$out" 2>"$err" || fault 'the store cannot be read'
rows=$(wc -l <"$out")
[ "$rows" -gt 2 ] || fault "$((rows - 1)) trials are kept"
grep -vxFf alone.csv "$out" >strange
[ ! -s strange ] || fault "trials that nobody ran: $(cat strange)"
run thinnet study "$fcn" --out full $settings
exits 0
thinnet study export csv full >full.csv
same alone.csv full.csv
finish
