#!/bin/sh
# The code looks as .clang-format says. Only version 14, whose words that file speaks, is asked.
. "$TN_SOURCE_DIR/tests/structure/common.sh"

command -v clang-format-14 >/dev/null || { echo "skipped: clang-format-14 is not installed"; exit 77; }
find src include tests bench fuzz examples -name '*.[ch]' | xargs clang-format-14 --dry-run -Werror 2>"$scratch/format" ||
    fault "$(grep -c 'error:' "$scratch/format") places differ; make format mends them:
$(grep 'error:' "$scratch/format" | head -n 5)"
verdict "the code is formatted"
