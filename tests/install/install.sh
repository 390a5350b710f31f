#!/bin/sh
# install.sh BUILD CMAKE: installs into a scratch folder and builds a small program against it in four ways: through
# pkg-config and through find_package, shared and static.
set -eu
build=$1
cmake=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix="$scratch/a prefix"
consumer=$TN_SOURCE_DIR/tests/install/consumer

"$cmake" --install "$build" --prefix "$prefix" >"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
library=$(dirname "$(find "$prefix" -name libthinnet.a)")
for file in bin/thinnet include/thinnet/thinnet.h share/man/man1/thinnet.1; do
    [ -s "$prefix/$file" ] || { echo "not installed, or empty: $file"; exit 1; }
done
[ "$("$prefix/bin/thinnet" version | head -n 1)" = "thinnet $TN_VERSION" ] ||
    { echo "thinnet version does not say 'thinnet $TN_VERSION':"; "$prefix/bin/thinnet" version; exit 1; }

answers() { # answers PROGRAM HOW
    "$1" "$TN_VERSION" || { echo "$2: the program fails"; exit 1; }
    echo "$2: fine"
}

# A prefix with a blank can't pass through $(pkg-config): a link stands for it.
ln -s "$prefix" "$scratch/prefix"
sed -i "s|^prefix=.*|prefix=$scratch/prefix|" "$library/pkgconfig/thinnet.pc"
export PKG_CONFIG_PATH="$library/pkgconfig${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
[ "$(pkg-config --modversion thinnet)" = "$TN_VERSION" ]
# shellcheck disable=SC2046
$CC -std=c11 "$consumer/consumer.c" $(pkg-config --cflags --libs thinnet) "-Wl,-rpath,$library" -o "$scratch/shared"
answers "$scratch/shared" "pkg-config"
# shellcheck disable=SC2046
$CC -std=c11 "$consumer/consumer.c" $(pkg-config --cflags thinnet) \
    $(pkg-config --static --libs thinnet | sed 's/-lthinnet/-l:libthinnet.a/') -o "$scratch/static"
answers "$scratch/static" "pkg-config --static"
if readelf -d "$scratch/static" | grep -q 'NEEDED.*libthinnet'; then echo "the static program needs libthinnet.so"; exit 1; fi

for kind in shared static; do
    "$cmake" -S "$consumer" -B "$scratch/$kind-build" -DCMAKE_PREFIX_PATH="$prefix" -DKIND=$kind -DCMAKE_C_COMPILER="$CC" \
        >"$scratch/log" 2>&1 && "$cmake" --build "$scratch/$kind-build" >>"$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
    answers "$scratch/$kind-build/consumer" "find_package, $kind"
done
