# What the structure tests share. They run in the source folder; $1 is the build folder.
# A test calls `fault` for each thing that is wrong and ends with `verdict`.
set -u
cd "$TN_SOURCE_DIR" || exit 2
faults=$(mktemp) || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$faults" "$scratch"' EXIT

fault() {
    echo "$*" >>"$faults"
}

verdict() { # verdict WHAT: passes only when something was looked at and no fault was found
    if [ -s "$faults" ]; then
        cat "$faults"
        exit 1
    fi
    echo "$1"
}

rooms() { # the rooms of src/ROOMS, one a line
    sed -n 's/^\([a-z]*\):.*/\1/p' src/ROOMS
}

arrows() { # arrows ROOM: the rooms that it may include from
    sed -n "s/^$1://p" src/ROOMS
}

without_comments() { # C text without comments; line numbers stay
    awk '{
        out = ""
        line = $0
        while (line != "") {
            if (inside) {
                end = index(line, "*/")
                if (!end) { line = ""; break }
                line = substr(line, end + 2)
                inside = 0
            }
            block = index(line, "/*")
            rest = index(line, "//")
            if (rest && (!block || rest < block)) { out = out substr(line, 1, rest - 1); line = ""; break }
            if (!block) { out = out line; break }
            out = out substr(line, 1, block - 1) " "
            line = substr(line, block + 2)
            inside = 1
        }
        print out
    }' "$@"
}
