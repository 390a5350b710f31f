#!/bin/sh
# Every command has a help that names all its options and the exit codes.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet --help
exits 0
err_empty
out_has 'Exit codes'
commands=$(sed -n 's/^COMMAND(\(.*\))$/\1/p' "$TN_SOURCE_DIR/src/cli/commands.def")
[ -n "$commands" ] || fault 'no commands in the table'
for name in $commands; do
    run thinnet --help
    out_like "^  $name +[a-z]"
    run thinnet "$name" --help
    exits 0
    err_empty
    out_has "thinnet $name"
    out_has '  -h, --help'
    out_has 'Exit codes'
    awk 'length > 110 { exit 1 }' "$out" || fault "a line of the help of $name is longer than 110 columns"
    cp "$out" text
    run thinnet help "$name"
    exits 0
    same "$out" text
done
run thinnet train --help
for option in epochs batch-size optimiser lr momentum nesterov weight-decay schedule max-norm clip-norm label-smoothing loss seed threads \
    rng scaling validation patience save resume checkpoint log dropout; do
    out_like "^      --$option( |\$)"
done
out_like '\[digits\]$'
finish
