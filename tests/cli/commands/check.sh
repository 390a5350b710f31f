#!/bin/sh
# check: the published faults, forms of output, several files, stdin, pages.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
cp "$models/simple_cnn_as_published.py" cnn.py
run thinnet check cnn.py --input 3x32x32
exits 1
err_empty
out_like '^error\[TN101\]: .*fc1 \(Linear\) takes 1024 features, but is given 4096'
line=$(grep -n 'self.fc1 = nn.Linear' cnn.py | cut -d: -f1)
out_has " --> cnn.py:$line:30"
out_like '^ +\| +\^{10} in_features = 1024$'
out_has '16x16x16 = 4096 features a sample come from here'
out_has '= help: nn.Linear(16 * 16 * 16, 10)'
out_like '= help: or pool once more before the flatten: 16x16x16 -> 16x8x8'
out_has 'cnn.py: 1 error'
run thinnet check "$fcn"
exits 0
out_has 'nothing wrong (1 model, 4 layers, 1 dropout site)'
run thinnet check "$models/alpha_dropout_fcn.py:AlphaDropoutFCN(10, 50, 2, alpha=1.5)" --format concise
exits 1
out_like "alpha_dropout_fcn.py:[0-9]+:48: error\[TN102\]: TypeError in PyTorch: AlphaDropout.__init__\(\) got an unexpected keyword argument 'alpha'$"
out_like 'advice\[TN201\]'
run thinnet check cnn.py "$fcn" --json --input 3x32x32
out_like '^\{"event": "finding", "file": "cnn.py", "code": "TN101", "severity": "error", "line": [0-9]+, '
out_like '^\{"event": "checked", "files": 2, '
out_lacks "$(printf '\033')"

"$THINNET" check - --input 3x32x32 <cnn.py >"$out" 2>"$err"
code=$?
exits 1
out_has ' --> <stdin>:'
printf 'from torch import nn\n\n\nclass A(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n        self.d = nn.Dropout(n)\n\n    def forward(self, x):\n        return self.d(x)\n' |
    "$THINNET" check '-:A(1.5)' --input 4 >"$out" 2>"$err"
code=$?
exits 1
out_has 'error[TN104]: dropout probability has to be between 0 and 1, but got 1.5'

# Which findings are wanted: codes, comments, folders.
cat >twice.py <<'P'
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(0.9)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        return self.fc2(self.drop(self.drop(self.fc1(x))))
P
run thinnet check twice.py --format concise
exits 1
out_has 'warning[TN206]'
out_has 'advice[TN304]'
run thinnet check twice.py --format concise --select TN206
out_has 'warning[TN206]'
out_lacks 'TN304'
run thinnet check twice.py --format concise --ignore TN206,TN3
exits 0
out_lacks 'TN206'
out_lacks 'TN304'
run thinnet check twice.py --format concise --select tn2
exits 1
out_has 'warning[TN206]'
run thinnet check twice.py cnn.py --select TN777
exits 2
out_empty
err_has "--select: no rule's code begins with 'TN777'"
[ "$(grep -c TN777 "$err")" -eq 1 ] || fault 'said once, not for each file'
run thinnet check twice.py --select ''
exits 2
err_has "--select: no rule's code begins with ''"
run thinnet check twice.py --format github --select TN206
out_like '^::warning file=twice.py,line=12,endLine=12,col=25,endColumn=[0-9]+,title=thinnet TN206::dropout twice in a row: '
sed 's/fc1(x))))$/&  # thinnet: ignore[TN304]/' twice.py >silent.py
run thinnet check silent.py --format concise
exits 1
out_has 'warning[TN206]'
out_lacks 'TN304'
sed 's/fc1(x))))$/&  # thinnet: ignore/' twice.py >silent.py
run thinnet check silent.py
exits 0
mkdir -p folder/inner folder/.hidden
cp twice.py folder/b.py
cp silent.py folder/inner/a.py
cp twice.py folder/.hidden/c.py
ln -sfn .. folder/inner/loop
echo text >folder/notes.txt
mkfifo folder/pipe.py
awk 'BEGIN { printf "x = [1"; for (i = 0; i < 5000000; i++) printf ",1"; print "]" }' >folder/huge.py
run thinnet check folder --format concise
out_has 'folder/b.py:12:'
err_has 'folder/huge.py'
rm folder/huge.py
run thinnet check folder --format concise
exits 1
out_lacks 'c.py'
out_lacks 'loop'
run thinnet check folder
out_has 'in 2 files'

# Folders: what is somebody else's is passed over, nothing is passed over in silence.
mkdir -p project/env/lib project/.hidden project/node_modules/x project/lib/site-packages empty
: >project/env/pyvenv.cfg
for place in . env/lib node_modules/x lib/site-packages .hidden; do cp twice.py "project/$place/net.py"; done
(cd project && "$THINNET" check . --format concise >"$out" 2>"$err")
out_like '^net.py:12:.*TN206'
[ "$(grep -c TN206 "$out")" -eq 1 ] || fault 'only the project is checked'
run thinnet check project/env --format concise --select TN206
exits 1
out_has 'project/env/lib/net.py:12:'
run thinnet check empty
exits 0
err_has 'there are no .py files in empty'
out_has 'no model was checked (0 models, 0 layers, 0 dropout sites in 0 files)'
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked
    chmod 0 locked
    run thinnet check locked twice.py --format concise
    exits 3
    err_has 'cannot read folder locked: Permission denied'
    out_has 'twice.py:12:'
    chmod 700 locked
fi
# As many files as somebody names, as hooks do.
cp silent.py many.py
# shellcheck disable=SC2046
run thinnet check $(awk 'BEGIN { for (i = 0; i < 1500; i++) print "many.py" }') --ignore TN911
exits 0
out_has '1500 files'

run thinnet check --explain tn101
exits 0
out_has '# TN101 shape-mismatch (error)'
out_has '## Why it matters'
run thinnet check --explain dropout-before-batch-norm
exits 0
out_has '# TN203 dropout-before-batch-norm (warning)'
run thinnet check --explain all
out_like '^TN904  advice +not_instantiated$'
run thinnet check --explain all --json
out_like '^\{"event": "rule", "code": "TN904", "name": "not_instantiated", "severity": "advice", "page": "# TN904 '
run thinnet check --explain TN999
exits 2
# An import of settings.rates binds rates in settings/__init__.py, and nothing else does.
mkdir settings
printf 'import settings.rates\n\nall_of_them = [rates, shapes]\n' >settings/__init__.py
: >settings/rates.py
run thinnet check settings --format concise
exits 1
out_has "settings/__init__.py:3:23: error[TN105]: NameError: name 'shapes' is not defined"
out_lacks "'rates' is not defined"

run thinnet check cnn.py nope.py --input 3x32x32
exits 3
out_has 'error[TN101]'
err_has 'nope.py'
finish
