#!/bin/sh
# Includes obey src/ROOMS: a room includes from itself, from the rooms that its row names, and from include/thinnet/;
# rows name only rooms above them; the program includes only public headers and its own files.
. "$TN_SOURCE_DIR/tests/structure/common.sh"

above=" "
for room in $(rooms); do
    for arrow in $(arrows "$room"); do
        case "$above" in *" $arrow "*) ;; *) fault "src/ROOMS: $room points to $arrow, which does not stand above it" ;; esac
    done
    above="$above$room "
done
for folder in src/*/; do
    folder=$(basename "$folder")
    case "$above" in *" $folder "*) ;; *) fault "src/$folder: no row in src/ROOMS" ;; esac
done
for deep in src/*/*/*/; do
    if [ -d "$deep" ]; then fault "$deep: rooms have two levels, never three"; fi
done

for room in $(rooms); do
    echo "$room $room thinnet $(arrows "$room")"
done >"$scratch/allowed"
grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' src --include='*.[ch]' |
    sed 's/^\([^:]*\):\([0-9]*\):[^"]*"\([^"]*\)".*/\1 \2 \3/' >"$scratch/includes"
awk 'NR == FNR { for (i = 2; i <= NF; i++) allowed[$1 " " $i] = 1; next }
    { split($1, folder, "/"); room = folder[2]; split($3, part, "/") }
    $3 ~ /\.\./ { print $1 ":" $2 ": " $3 " climbs out of its folder"; next }
    $3 ~ /\// && !((room " " part[1]) in allowed) { print $1 ":" $2 ": room " room " may not include " $3 " (src/ROOMS)" }
    ' "$scratch/allowed" "$scratch/includes" >>"$faults"
grep -v ' .*/' "$scratch/includes" | while read -r file line name; do
    [ -f "$(dirname "$file")/$name" ] || fault "$file:$line: $name is not in this folder"
done
n=$(wc -l <"$scratch/includes")
grep -rnE '^[[:space:]]*#[[:space:]]*include' include/thinnet >"$scratch/includes"
while IFS=: read -r file line text; do
    case "$text" in
    *'"thinnet/'*|*'<'*) ;;
    *) fault "$file:$line: a public header includes only public ones" ;;
    esac
done <"$scratch/includes"
[ "$n" -gt 100 ] || fault "only $n includes found: is this test looking at the right place?"
verdict "$n includes obey src/ROOMS"
