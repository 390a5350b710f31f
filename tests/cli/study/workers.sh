#!/bin/sh
# One study by 1, 2, 4 and 7 workers, and by two runs of the same command at once: the same tables, byte for byte.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
settings='--epochs 2 --seeds 3 --more-seeds 4 --rates 0.2,0.5'

together() { # together N COMMAND...: N of them at once
    n=$1
    shift
    pids=
    while [ "$n" -gt 0 ]; do
        "$@" >"worker.$n" 2>&1 &
        pids="$pids $!"
        n=$((n - 1))
    done
    command="$*"
    for pid in $pids; do wait "$pid" || fault "a worker failed: $(cat worker.*)"; done
}
compare() { # compare DIR: with the one that one worker made
    for format in csv jsonl; do
        "$THINNET" study export $format "$1" >"$1.$format" || fault "no $format of $1"
        same "one.$format" "$1.$format"
    done
    [ "$1" = both ] || same one/report.html "$1/report.html" # its command names the model by its path
    [ -z "$(ls "$1/leases")" ] || fault "leases are left in $1"
}

for place in one two four seven; do thinnet study "$fcn" --out $place $settings --prepare >"$out" 2>"$err" || fault "no study $place"; done
together 1 "$THINNET" study worker one --jobs 1
thinnet study export csv one >one.csv
thinnet study export jsonl one >one.jsonl
[ "$(wc -l <one.csv)" -gt 30 ] || fault 'too few trials to tell'
together 2 "$THINNET" study worker two --jobs 1
compare two
together 4 "$THINNET" study worker four --jobs 1
compare four
together 7 "$THINNET" study worker seven --jobs 2
compare seven
together 2 "$THINNET" study "$fcn" --out both $settings
compare both

# SIGTERM ends a worker cleanly: exit code 130, its leases given back, what it finished kept.
run thinnet study "$fcn" --out long --epochs 100 --seeds 20 --rates 0.5 --prepare
exits 0
"$THINNET" study worker long --jobs 2 >"$out" 2>"$err" &
worker=$!
tries=0
while [ "$("$THINNET" study export csv long | wc -l)" -lt 3 ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
kill -TERM $worker
wait $worker
code=$? command='worker with SIGTERM'
exits 130
out_like '^long: stopped with [0-9]+ trials$'
[ -z "$(ls long/leases)" ] || fault 'leases are left after SIGTERM'
run thinnet study worker long --time 1s --jobs 1
exits 0
out_like '^long: stopped with [0-9]+ trials$'
finish
