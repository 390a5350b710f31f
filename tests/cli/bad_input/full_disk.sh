#!/bin/sh
# No room: a clear error, exit 3, the old file whole, no temporary left. A limit on file sizes stands for a full disk.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet train "$fcn" -q --epochs 1 --save w.safetensors
exits 0
cp w.safetensors old.safetensors
limited() { (trap '' XFSZ; ulimit -f 4; exec "$THINNET" "$@"); }
run limited train "$fcn" -q --epochs 2 --save w.safetensors
exits 3
err_like 'cannot (write|save) w.safetensors: '
same w.safetensors old.safetensors
run limited train "$fcn" -q --epochs 2 --save new.safetensors
exits 3
absent new.safetensors
run limited train "$fcn" -q --epochs 2 --checkpoint c.checkpoint
exits 3
absent c.checkpoint
run limited predict "$fcn" --weights w.safetensors --out p.csv
exits 3
err_has 'cannot write p.csv'
absent p.csv
tidy

run thinnet train "$fcn" -q --epochs 50 --save no/where.safetensors
bad_input 'cannot write no/where.safetensors' 'does its folder exist?'
run thinnet train "$fcn" -q --epochs 50 --save .
bad_input '. is a folder'
if [ -c /dev/full ]; then
    "$THINNET" summary "$fcn" >/dev/full 2>"$err"
    code=$? command='summary >/dev/full'
    exits 3
    err_has 'cannot write to standard output: No space left on device'
    run thinnet predict "$fcn" --weights w.safetensors --out /dev/full
    bad_input 'cannot write /dev/full: No space left on device'
    run thinnet train "$fcn" -q --epochs 1 --log /dev/full
    exits 3
    err_has 'cannot write /dev/full'
    run thinnet train "$fcn" -q --epochs 1 --save /dev/full
    bad_input '/dev/full: No space left on device'
    [ -c /dev/full ] || fault '/dev/full was replaced by a file'
fi
finish
