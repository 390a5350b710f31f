#!/bin/sh
# Names of functions and types in backticks exist somewhere in the code, so that comments and pages cannot point at what
# has gone.
. "$TN_SOURCE_DIR/tests/structure/common.sh"

find src include -name '*.[ch]' -o -name '*.def' | sort >"$scratch/code"
{ cat "$scratch/code"; find docs README.md src -name '*.md'; } | xargs grep -ohE '`tn_[a-z0-9_]+(\(\))?`' 2>/dev/null |
    tr -d '`()' | sort -u >"$scratch/names"
# shellcheck disable=SC2046
without_comments $(cat "$scratch/code") | grep -oE '\btn_[a-z0-9_]+' | sort -u >"$scratch/known"
n=0
while read -r name; do
    n=$((n + 1))
    case "$name" in
    *_) grep -q "^$name" "$scratch/known" ;; # a prefix: `tn_net_`
    *) grep -qx "$name" "$scratch/known" ;;
    esac || fault "\`$name\` is named in a comment or page, but there is no such thing:" \
        "$(grep -rlF "\`$name" src include docs README.md | head -n 3 | tr '\n' ' ')"
done <"$scratch/names"
verdict "$n names in backticks exist"
