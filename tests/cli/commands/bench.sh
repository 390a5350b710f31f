#!/bin/sh
# bench times dropout and training steps; what it times must be there, how fast is no test's matter.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet bench --json
exits 0
for floats in 4096 262144 16777216; do
    out_like "\"work\": \"dropout\", \"floats\": $floats, \"p\": 0.5, \"ns\": [0-9.e-]+, .*\"copy_ns\": [0-9.e-]+"
done
for batch in 1 32 256; do
    out_like "\"net\": \"64-50-10, Dropout\", \"batch\": $batch, \"threads\": 1, \"us\": [0-9.]+"
done
out_has '"net": "784-3x1024-10, Dropout"'
out_has '"net": "conv 3-16, Dropout2d, 10"'
run thinnet bench --threads 0
exits 2
err_has 'threads'
run thinnet bench surplus
exits 2
finish
