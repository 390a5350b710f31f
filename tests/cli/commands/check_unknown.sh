. "$(dirname "$0")/../common.sh"
mkdir folder
cat >folder/net.py <<'EOF'
import torch
from torch import nn
from elsewhere import Strange
from other import Odd


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)


class First(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)
        self.strange = Strange(3)

    def forward(self, x):
        return self.strange(self.fc(x))


class Second(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)
        self.odd = Odd(3)

    def forward(self, x):
        return self.odd(self.fc(x))  # thinnet: ignore
EOF
printf 'class Broken(:\n' >folder/broken.py
run thinnet check folder --explain-unknown
exits 0
err_empty
out_like "^     2  '\.\.\.' comes from a module that thinnet does not read\$"
out_like "^          folder/net.py:[0-9]+:[0-9]+: 'elsewhere.Strange' comes from a module that thinnet does not read\$"
out_has "'other.Odd' comes from"
out_like '^1 of 3 classes understood from input to output, 2 places not$'
cp "$out" once
run thinnet check folder --explain-unknown --threads 3
same "$out" once
run thinnet check folder --explain-unknown --json
out_like '^\{"event": "understood", "classes": 3, "understood": 1, "places": 2\}$'
out_like '^\{"event": "unknown", "kind": "'"'\.\.\.'"' comes from a module that thinnet does not read", "count": 2\}$'
out_like '^\{"event": "unknown_place", "file": "folder/net.py", "line": [0-9]+, "column": [0-9]+, "message": '
run thinnet check "$models/simple_fcn.py" --explain-unknown
exits 0
out_like '^[0-9] of [0-9] class(es)? understood from input to output, '
# Among the findings it is only counted, unless it is asked for.
run thinnet check folder --format concise
exits 1
out_lacks 'TN90'
run thinnet check folder
exits 1
out_like '^2 places are not understood; --explain-unknown shows which$'
run thinnet check folder --json
out_like '^\{"event": "checked", .*"advice": 0, .*"not_understood": 2'
out_lacks 'TN90'
run thinnet check folder --select TN --format concise
out_like "^folder/net.py:[0-9]+:[0-9]+: advice\[TN901\]: 'elsewhere.Strange' comes from"
run thinnet check folder --select TN
out_lacks 'not understood;'
printf '[tool.thinnet]\nselect = ["TN9"]\n' >folder/pyproject.toml
run thinnet check folder --format concise
out_has 'advice[TN901]'
rm folder/pyproject.toml
run thinnet check folder --explain-unknown --fix
exits 2
run thinnet check folder --explain-unknown --select TN2
exits 2
run thinnet check nowhere.py --explain-unknown
exits 3
finish
