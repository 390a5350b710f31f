#!/bin/sh
# Ctrl-C ends training after the running step: the weights so far are saved and tested, exit code 130.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
stop() { # stop SIGNAL ARGUMENTS...: runs the program and sends it the signal after half a second
    signal=$1
    shift
    command="$* with $signal"
    "$THINNET" "$@" >"$out" 2>"$err" </dev/null &
    child=$!
    sleep 0.5
    kill -"$signal" $child
    wait $child
    code=$?
}
for signal in INT TERM; do
    rm -f w.safetensors c.checkpoint
    stop $signal train "$fcn" --epochs 10000000 --save w.safetensors --checkpoint c.checkpoint
    exits 130
    out_has '(stopped by Ctrl-C)'
    out_has 'go on with --resume c.checkpoint'
    present w.safetensors c.checkpoint
done
run thinnet eval "$fcn" --weights w.safetensors
exits 0
stop INT compare "$fcn" -q --epochs 10000000
exits 130
err_has 'stopped before two seeds were done'
tidy
finish
