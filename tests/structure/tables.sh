#!/bin/sh
# Every open set is a table: each row has its file, and each file of a member has its row (tables.txt).
. "$TN_SOURCE_DIR/tests/structure/common.sh"

rows_of() { # rows_of TABLE MACRO WORD: the names in it
    without_comments "$1" | sed -n "s/^$2(//p" | awk -F "[(), ]+" -v word="$3" "{ print \$word }"
}

n=0
grep -v '^#' tests/structure/tables.txt >"$scratch/tables"
while read -r table macro word file definition; do
    [ -f "$table" ] || { fault "$table: missing (tests/structure/tables.txt names it)"; continue; }
    rows_of "$table" "$macro" "$word" >"$scratch/rows"
    [ -s "$scratch/rows" ] || fault "$table: no row $macro(...)"
    for twice in $(sort "$scratch/rows" | uniq -d); do fault "$table: $twice stands twice"; done
    while read -r name; do
        n=$((n + 1))
        path=$(echo "$file" | sed "s/NAME/$name/")
        pattern=$(echo "$definition" | sed "s/NAME/$name/")
        if [ ! -f "$path" ]; then
            fault "$table: row $name has no $path"
        elif ! grep -qE "$pattern" "$path"; then
            fault "$path: nothing matches '$pattern', which its row in $table promises"
        fi
    done <"$scratch/rows"
    prefix=${file%%NAME*}
    suffix=${file##*NAME}
    for path in "$prefix"*"$suffix"; do
        name=${path#"$prefix"}
        name=${name%"$suffix"}
        grep -qx "$name" "$scratch/rows" && continue
        # Other files of the folder are helpers of the set, unless they define a member.
        if grep -qE "$(echo "$definition" | sed "s/NAME/$name/")" "$path"; then fault "$table: no row for $path"; fi
    done
done <"$scratch/tables"
verdict "$n rows have their files, and files their rows"
