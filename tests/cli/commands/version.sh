#!/bin/sh
# version and --version print one line; --json one object.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet version
exits 0
out_like '^thinnet [0-9]+\.[0-9]+\.[0-9]+$'
err_empty
cp "$out" version.txt
run thinnet --version
exits 0
same "$out" version.txt
run thinnet version --json
exits 0
out_like '^\{"version": "[0-9.]+"\}$'
finish
