#!/bin/sh
# headers.sh CC CXX: each public header compiles alone and twice, with all warnings as errors, as C11 and as C++.
set -u
cd "$TN_SOURCE_DIR" || exit 2
cc=$1
cxx=$2
strict="-pedantic -Wall -Wextra -Wstrict-prototypes -Werror -fsyntax-only -Iinclude"
failed=0

alone() { # alone HEADER COMPILER FLAGS...
    header=$1
    shift
    printf '#include "%s"\n#include "%s"\nextern int nothing;\n' "$header" "$header" |
        "$@" - || { echo "$header: does not compile alone with: $*"; failed=1; }
}

n=0
for path in include/thinnet/*.h; do
    n=$((n + 1))
    # shellcheck disable=SC2086
    alone "${path#include/}" "$cc" -std=c11 -xc $strict
    [ "$cxx" ] || continue
    for standard in c++11 c++20; do
        # shellcheck disable=SC2086
        alone "${path#include/}" "$cxx" -std=$standard -xc++ ${strict%%-Wstrict*} ${strict##*-prototypes}
    done
done
[ $n -ge 10 ] || { echo "only $n headers found"; failed=1; }
[ "$cxx" ] || echo "no C++ compiler: only C11 was tried"
exit $failed
