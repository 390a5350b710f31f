#!/bin/sh
# kill -9 at any moment of a run that saves all the time: what is on the disk is whole, and the run can be resumed.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
wide="$models/simple_fcn.py:SimpleFCN(64, 2000, 10)"
run thinnet train "$wide" -q --epochs 1 --limit 64 --checkpoint c.checkpoint
exits 0
for moment in 0.05 0.11 0.17 0.23 0.31 0.38; do
    "$THINNET" train "$wide" -q --epochs 100000 --limit 64 --checkpoint c.checkpoint --resume c.checkpoint >"$out" 2>"$err" &
    victim=$!
    sleep $moment
    kill -9 $victim
    wait $victim 2>/dev/null
    # A checkpoint of other options is refused, but only after it was read whole: the error says which option differs.
    run thinnet train "$wide" -q --epochs 100000 --limit 63 --resume c.checkpoint
    exits 3
    err_lacks 'not a valid'
    err_like 'c.checkpoint'
done

# A run that is killed and resumed ends with the bytes of one that was left alone.
for rng in philox torch; do
    set -- train "$fcn" -q --epochs 300 --rng $rng --optimiser adam --seed 7
    run thinnet "$@" --save whole.safetensors
    exits 0
    rm -f r.checkpoint
    "$THINNET" "$@" --checkpoint r.checkpoint --save broken.safetensors >"$out" 2>"$err" &
    victim=$!
    until [ -s r.checkpoint ]; do sleep 0.02; done
    sleep 0.1
    kill -9 $victim
    wait $victim 2>/dev/null
    run thinnet "$@" --resume r.checkpoint --save broken.safetensors
    exits 0
    same whole.safetensors broken.safetensors
done
finish
