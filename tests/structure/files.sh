#!/bin/sh
# Small habits that keep the tree readable: a short README in each room, unique names of C files, one umbrella header
# over all public ones, sizes within limits, no notes to oneself.
. "$TN_SOURCE_DIR/tests/structure/common.sh"

for room in $(rooms); do
    [ -d "src/$room" ] || { fault "src/ROOMS: there is no src/$room"; continue; }
    readme=src/$room/README.md
    [ -f "$readme" ] || { fault "$readme: missing"; continue; }
    lines=$(wc -l <"$readme")
    [ "$lines" -le 15 ] || fault "$readme: $lines lines; 15 say enough"
done

# Objects lie side by side in libthinnet.a, and stack traces name files without folders.
for name in $(find src -name '*.c' -exec basename {} \; | sort | uniq -d); do
    fault "$name: more than one file has this name:" $(find src -name "$name")
done

for header in include/thinnet/*.h; do
    [ "$header" = include/thinnet/thinnet.h ] || grep -qF "#include \"${header#include/}\"" include/thinnet/thinnet.h ||
        fault "$header: include/thinnet/thinnet.h does not include it"
done

notes="TO""DO|FIX""ME|XX""X"
grep -rnwE "$notes" src include tests bench fuzz examples cmake tools docs --include='*.[ch]' --include='*.def' \
    --include='*.sh' --include='*.cmake' --include='*.md' --include='*.py' 2>/dev/null |
    sed 's/$/: an open decision is OPEN: with the question; anything else is done or dropped/' >>"$faults"

tools/top_length --check >"$scratch/length" || fault "$(cat "$scratch/length")"
verdict "rooms, names, headers and sizes are in order"
