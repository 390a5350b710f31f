#!/bin/sh
# What libthinnet exports and uses: exactly the functions that public headers declare with TN_API; nothing that
# ends the process or prints; no variable that could change.
. "$TN_SOURCE_DIR/tests/structure/common.sh"
shared=$1/libthinnet.so
static=$1/libthinnet.a
type=$2 # CMAKE_BUILD_TYPE
sanitized=$3

declared() {
    for header in include/thinnet/*.h; do
        without_comments "$header" | sed '/^[[:space:]]*#/d; s/\\$//' | tr '\n' ' ' | tr ';{}' '\n\n\n' |
            sed -n 's/.*TN_API[^(]*[ *]\(tn_[a-z0-9_]*\) *(.*/\1/p' | grep .
        without_comments "$header" | sed '/^[[:space:]]*#/d' | tr '\n' ' ' | tr ';{}' '\n\n\n' |
            grep TN_API | grep -v '(.*)' | sed "s|^|$header: not understood: |" >>"$scratch/strange"
    done | sort -u
}

# Functions that return attribute macros first (TN_NODISCARD) or pointers are read alike: the name before the first "(".
declared | grep -v '^$' >"$scratch/declared"
[ -s "$scratch/strange" ] && fault "$(cat "$scratch/strange")"
nm -D --defined-only "$shared" | awk '{ print $NF }' | sed 's/@.*//' | sort -u >"$scratch/exported"
[ "$sanitized" ] || for name in $(comm -13 "$scratch/declared" "$scratch/exported"); do
    fault "$name: exported, but no public header declares it"
done
for name in $(comm -23 "$scratch/declared" "$scratch/exported"); do
    fault "$name: declared in a public header, but libthinnet.so does not export it"
done
for name in $(grep -v '^tn_[a-z]' "$scratch/declared"); do fault "$name: public names begin with tn_"; done

if [ ! "$sanitized" ]; then
    forbidden='abort _?[eE]xit quick_exit printf puts putchar putc fputs fputc fprintf vprintf vfprintf perror stdout stderr
        signal setlocale srand rand raise system __printf_chk __fprintf_chk __vprintf_chk __vfprintf_chk'
    # Asserts are on outside Release.
    [ "$type" = Release ] && forbidden="$forbidden __assert_fail"
    nm -D --undefined-only "$shared" | awk '{ print $NF }' | sed 's/@.*//' >"$scratch/used"
    for name in $forbidden; do
        for found in $(grep -xE "$name" "$scratch/used"); do
            fault "$found: libthinnet uses it; a library never ends the process and never prints"
        done
    done
    grep -qx calloc "$scratch/used" || fault "nm shows no calloc: is this test looking at the right file?"
    objdump -t "$static" 2>/dev/null | awk '/ file format / { object = $1 }
        / O \.(data|bss|tdata|tbss)[^r]?/ && $0 !~ /\.data\.rel\.ro/ && object !~ /^parser/ { print object $NF }' >"$scratch/variables"
    while read -r name; do fault "$name: a variable that can change; the library has no global state"; done <"$scratch/variables"
fi
verdict "$(wc -l <"$scratch/declared") public functions, exported and declared alike"
