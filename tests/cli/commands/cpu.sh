#!/bin/sh
# cpu names the instruction sets, the chosen variant and the kernels; THINNET_CPU holds it to a variant.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet cpu
exits 0
out_like '^  avx2 +(yes|not on this machine)$'
out_like '^[0-9]+ kernels, all in their (generic|avx2|avx512) variant'
out_has 'softmax_rows'
THINNET_CPU=generic
export THINNET_CPU
run thinnet cpu --json
exits 0
out_has '"variant": "generic"'
out_like '"kernels": \["[a-z_]+", '
finish
