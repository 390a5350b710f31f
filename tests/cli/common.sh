# Sourced by every test of the program: a scratch folder to work in, and checks that say what failed.
#
#   run COMMAND ...         runs it; its output is in $out and $err, its exit code in $code
#   exits N                 the exit code of the last run
#   out_has TEXT, err_has TEXT, out_lacks TEXT, err_lacks TEXT   (fixed texts; out_like, err_like: extended patterns)
#   absent FILE ..., present FILE ...
# THINNET is the program, TN_SOURCE_DIR the source tree.
set -u
test_name=$(basename "$0" .sh)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/thinnet-$test_name-XXXXXX") || exit 1
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
models=$TN_SOURCE_DIR/examples/models
fcn="$models/simple_fcn.py:SimpleFCN(64, 50, 10)"
digits=$TN_SOURCE_DIR/data/digits
out=$scratch/.out err=$scratch/.err code=0 command= failures=0
unset NO_COLOR THINNET_CPU
export LC_ALL=C.UTF-8

thinnet() { "$THINNET" "$@"; }

run() {
    command=$*
    "$@" >"$out" 2>"$err" </dev/null
    code=$?
}

fault() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n  after: %s\n' "$1" "$command"
    sed 's/^/  stdout: /' "$out" | head -20
    sed 's/^/  stderr: /' "$err" | head -20
}

exits() { [ "$code" -eq "$1" ] || fault "exit code $code instead of $1"; }
out_has() { grep -qF -- "$1" "$out" || fault "stdout lacks '$1'"; }
err_has() { grep -qF -- "$1" "$err" || fault "stderr lacks '$1'"; }
out_lacks() { ! grep -qF -- "$1" "$out" || fault "stdout has '$1'"; }
err_lacks() { ! grep -qF -- "$1" "$err" || fault "stderr has '$1'"; }
out_like() { grep -qE -- "$1" "$out" || fault "stdout lacks /$1/"; }
err_like() { grep -qE -- "$1" "$err" || fault "stderr lacks /$1/"; }
out_empty() { [ ! -s "$out" ] || fault "stdout is not empty"; }
err_empty() { [ ! -s "$err" ] || fault "stderr is not empty"; }
absent() { for one; do [ ! -e "$one" ] || fault "$one exists"; done; }
present() { for one; do [ -s "$one" ] || fault "$one is missing or empty"; done; }
same() { cmp -s "$1" "$2" || fault "$1 and $2 differ"; }
# No temporary of a save may stay behind.
tidy() { for one in ./*.??????; do case $one in *.safetensors | './*.??????' | *.checkpoint) ;; *) [ -e "$one" ] && fault "left behind: $one" ;; esac; done; }

# bad_input TEXT HELP: the last run failed as bad input does: exit 3, nothing on stdout, what and what to do on stderr.
bad_input() {
    exits 3
    out_empty
    err_like "^thinnet: error: "
    err_has "$1"
    [ -z "${2-}" ] || err_has "  help: $2"
}

finish() {
    [ "$failures" -eq 0 ] || exit 1
    echo "$test_name: passed"
}
