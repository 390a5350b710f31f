#!/bin/sh
# check: --fix, --diff, pyproject.toml, SARIF, threads, --watch.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
cat >net.py <<'P'
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.AlphaDropout(p=0.5, alpha=1.5)
        self.fc2 = nn.Linear(5, 4)

    def forward(self, x):
        x = self.drop(F.selu(self.fc1(x)))
        return self.fc2(F.dropout(x, p=0.2))
P
cp net.py first.py
chmod 640 net.py

# --diff changes nothing; patch makes of it what --fix makes.
run thinnet check net.py --diff
exits 1
out_has '-        self.drop = nn.AlphaDropout(p=0.5, alpha=1.5)'
out_has '+        self.drop = nn.AlphaDropout(p=0.5)'
out_has '+        self.fc2 = nn.Linear(6, 4)'
out_has '+        return self.fc2(F.dropout(x, p=0.2, training=self.training))'
err_has '3 findings would be repaired'
same net.py first.py
cp "$out" net.patch
if command -v patch >/dev/null; then
    sed 's/net\.py/patched.py/' net.patch >patched.patch
    cp first.py patched.py
    patch -s -p0 <patched.patch || fault 'patch refuses the diff'
fi
run thinnet check net.py
exits 1
out_has '3 can be repaired by --fix'
run thinnet check net.py --fix
out_has 'net.py: 3 repaired, '
out_lacks 'TN101'
[ ! -e patched.py ] || same net.py patched.py
[ "$(stat -c %a net.py)" = 640 ] || fault 'the mode has changed'
run thinnet check net.py --fix --json
out_like '"repaired": 0, "repairable": 0'
run thinnet check net.py --diff
exits 0
out_empty
# Where one repair makes the next possible, --diff shows what --fix ends with, and a line that stays is no change.
sed '/super().__init__/d; /self.fc2 =/a\        self.fc3 = nn.Linear(5, 4)' first.py >rounds.py
sed -i 's/return self.fc2(\(.*\))$/return self.fc3(self.fc2(\1))/' rounds.py
cp rounds.py rounds_crlf.py
sed -i 's/$/\r/' rounds_crlf.py
for file in rounds rounds_crlf; do
    cp $file.py all.py
    run thinnet check $file.py --diff
    exits 1
    out_has '+        super().__init__()'
    out_has '+        self.fc3 = nn.Linear(4, 4)'
    out_lacks '-        self.fc1'
    err_has '5 findings would be repaired'
    cp "$out" rounds.patch
    run thinnet check all.py --fix
    out_has 'all.py: 5 repaired, '
    if command -v patch >/dev/null; then
        sed "s/$file\.py/$file.made/" rounds.patch >made.patch
        cp $file.py $file.made
        patch --binary -s -p0 <made.patch || fault "patch refuses the diff of $file"
        same all.py $file.made
    fi
done
"$THINNET" check - --diff <rounds.py >"$out" 2>"$err"
err_has '5 findings would be repaired'
# A repair that guesses is made only when asked for.
printf 'from torch import nn\n\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 4)\n        self.d = nn.Dropout(0.9)\n        self.b = nn.Linear(4, 4)\n\n    def forward(self, x):\n        return self.b(self.d(self.a(x)))\n' >keep.py
run thinnet check keep.py --diff
exits 0
out_empty
run thinnet check keep.py --diff --unsafe-fixes
exits 1
out_has '+        self.d = nn.Dropout(0.1)'
run thinnet check net.py --fix --diff
exits 2
run thinnet check - --fix
exits 2
"$THINNET" check - --diff <first.py >"$out" 2>"$err"
out_has '--- <stdin>'
# A file that may not be written stays, and is named; a link stays a link.
cp first.py real.py
ln -s real.py link.py
run thinnet check link.py --fix
[ -L link.py ] || fault 'the link is gone'
grep -q 'training=self.training' real.py || fault 'the file behind the link is not repaired'
tidy

# pyproject.toml: the nearest one counts; the command line has the last word.
mkdir -p project/tests project/build
cp first.py project/tests/test_net.py
cp first.py project/build/net.py
cp first.py project/net.py
cat >project/pyproject.toml <<'P'
[tool.thinnet]
ignore = ["TN4"]  # not here
exclude = ["build"]

[tool.thinnet.per-file-ignores]
"tests/*" = ["TN102", "TN101", "TN309"]
P
run thinnet check project --format concise
exits 1
out_has 'project/net.py:9:44: error[TN102]'
out_lacks 'TN401'
out_lacks 'project/build'
out_lacks 'test_net.py'
run thinnet check project --format concise --ignore TN1
out_has 'TN401'
run thinnet check project --format concise --config none
out_has 'project/build/net.py'
run thinnet check project/build/net.py --format concise
out_has 'project/build/net.py' # named: checked
run thinnet check project/build/net.py --format concise --force-exclude
exits 0
out_empty
run thinnet check first.py --format concise --config project/pyproject.toml
out_lacks 'TN401'
run thinnet check first.py --config net.py
exits 3
err_has 'net.py has no [tool.thinnet]'
sed -i 's/ignore =/ignores =/' project/pyproject.toml
run thinnet check project
exits 3
err_has 'pyproject.toml:2:12: [tool.thinnet] ignores: there is no such setting'

# The same output for any number of threads; SARIF is one document.
mkdir many
for i in 1 2 3 4 5 6 7 8 9; do cp first.py many/n$i.py; done
run thinnet check many --threads 1
cp "$out" one
run thinnet check many --threads 8
same "$out" one
run thinnet check many --format sarif --threads 4
exits 1
out_like '^\{"\$schema":.*"version":"2.1.0"'
[ "$(grep -c '"ruleId":"TN102"' "$out")" -eq 9 ] || fault 'SARIF lacks results'
out_has '"fixes":[{'
run thinnet check keep.py --select TN1 --format sarif
exits 0
out_has '"results":['

# --watch checks again when a file changes, and Ctrl-C ends it.
cp keep.py watched.py
"$THINNET" check watched.py --watch --format concise >"$out" 2>"$err" &
pid=$!
command='thinnet check watched.py --watch'
wait_for() { for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    grep -qF -- "$1" "$out" && return
    sleep 0.2
done
fault "nothing says '$1'"; }
wait_for 'watching for changes'
cp first.py watched.py
wait_for 'error[TN102]'
kill -INT $pid
wait $pid
code=$?
exits 130
# What goes wrong stands behind the sequence that clears the screen, where one sees it.
mkdir wrong
printf '[tool.thinnet]\nselct = ["TN1"]\n' >wrong/pyproject.toml
cp keep.py wrong/net.py
: >"$out"
"$THINNET" check wrong --watch --color always >"$out" 2>&1 &
pid=$!
wait_for 'watching for changes'
kill -INT $pid
wait $pid
head -1 "$out" | grep -q '\[2J.*selct' || fault 'the fault is cleared away'
finish
