#!/bin/sh
# The kernels' NEON variant against the plain one: harness.c built for 64-bit ARM and run under an emulator. Exit status 77: this
# machine has no cross compiler or no emulator.
set -eu
cd "$(dirname "$0")/../.."
cc=aarch64-linux-gnu-gcc
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
if ! command -v $cc >/dev/null || [ -z "$emulator" ]; then
    echo "skipped: needs gcc-aarch64-linux-gnu and qemu-user-static"
    exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
$cc -O2 -std=gnu11 -ffp-contract=off -D_GNU_SOURCE -Wall -Wextra -Wno-missing-field-initializers -Werror -Isrc -Iinclude \
    src/base/*.c src/random/*.c src/kernel/*.c src/kernel/*/*.c tests/kernel/harness.c tests/kernel/check*.c -o "$folder/harness" -lm -ldl -lpthread
"$emulator" -L /usr/aarch64-linux-gnu "$folder/harness" neon
echo "NEON: every kernel as the plain one"
