#!/bin/sh
# commands.sh BUILD CC: runs what README.md and docs/guide/*.md tell readers to type. A fenced block counts when the line above it
# says so:  <!-- run -->  every command of it must succeed;  <!-- run: exit 1 -->  its last one must end with this code;
# <!-- compile -->  a C program that must compile without a warning, and run. The blocks of one page run in order in one
# empty folder, where examples/ is found.
set -u
build=$1
cc=$2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export PATH="$build:$PATH" NO_COLOR=1
blocks=0
failed=0

split() { # split PAGE: each marked block into a file N.run<code> or N.c of $scratch/blocks
    awk -v folder="$scratch/blocks" '
        /^<!-- run/ { kind = "run"; code = /exit/ ? $4 : 0; next }
        /^<!-- compile/ { kind = "compile"; next }
        /^```/ && open { open = 0; close(file); kind = ""; next }
        /^```/ && kind != "" { open = 1; file = sprintf("%s/%03d.%s%s", folder, ++n, kind, kind == "run" ? "." code : ""); printf "" > file; next }
        open { print > file; next }
        { kind = "" }' "$1"
}

run_block() { # run_block FILE: in the page's folder
    case "$1" in
    *.compile)
        cp "$1" "$scratch/block.c"
        $cc -std=c11 -Wall -Wextra -Werror -I"$TN_SOURCE_DIR/include" "$scratch/block.c" -L"$build" -lthinnet "-Wl,-rpath,$build" \
            -o "$scratch/block" && "$scratch/block" ;;
    *) [ "$(sh -e "$1" >"$scratch/output" 2>&1; echo $?)" = "${1##*.}" ] || { cat "$scratch/output"; return 1; } ;;
    esac
}

for page in "$TN_SOURCE_DIR/README.md" "$TN_SOURCE_DIR"/docs/guide/*.md; do
    rm -rf "$scratch/blocks" "$scratch/page"
    mkdir "$scratch/blocks" "$scratch/page"
    ln -s "$TN_SOURCE_DIR/examples" "$scratch/page/examples"
    split "$page"
    for block in "$scratch/blocks"/*; do
        [ -f "$block" ] || continue
        blocks=$((blocks + 1))
        (cd "$scratch/page" && run_block "$block") || { echo "$page: this fails:"; cat "$block"; failed=1; }
    done
done
[ $blocks -ge 8 ] || { echo "only $blocks blocks found"; failed=1; }
echo "$blocks blocks"
exit $failed
