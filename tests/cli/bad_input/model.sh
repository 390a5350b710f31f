#!/bin/sh
# Models that do not parse, do not exist or are given arguments that do not fit: file, line, column, caret, remedy.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
cp "$models/simple_fcn.py" net.py
run thinnet train nope.py --save w.safetensors
bad_input 'cannot open nope.py: No such file or directory'
run thinnet train "net.py:SimpleFC(64, 50, 10)" --save w.safetensors
bad_input "net.py has no class 'SimpleFC'" "did you mean 'SimpleFCN'?"
run thinnet check "net.py:SimpleFC(64, 50, 10)"
bad_input "net.py has no class 'SimpleFC'"
printf 'from net import SimpleFCN\n\ndef resnet18(width=50):\n    return SimpleFCN(64, width, 10)\n\ndef sizes():\n    return [64]\n' > makers.py
run thinnet summary "makers.py:resnet18(0.5)"
exits 3
err_has "makers.py:4:12: Linear: argument 'out_features' must be an int, not a float"
run thinnet check "makers.py:sizes()"
bad_input "sizes() gives a list, not an nn.Module"
run thinnet check "makers.py:resnet18(depth=3)"
exits 1
out_has "resnet18() got an unexpected keyword argument 'depth'"
run thinnet train net.py --save w.safetensors
bad_input 'its model has arguments without defaults' 'say which one, with its arguments: net.py:SimpleFCN(...)'
run thinnet train "net.py:SimpleFCN(64, 50)" --save w.safetensors
bad_input "missing 1 required positional argument: 'output_size'"
run thinnet train "net.py:SimpleFCN(64, 50, 10, rate=0.5)" --save w.safetensors
bad_input "unexpected keyword argument 'rate'"
run thinnet train "net.py:SimpleFCN(64, 50, 10, 1.5)" --save w.safetensors
bad_input 'dropout probability has to be between 0 and 1, but got 1.5'
err_like '^thinnet: error: net.py:14:[0-9]+: '
err_has '    14 |         self.dropout1 = nn.Dropout(p=dropout_rate)'
err_like '^       \|  +\^$'
run thinnet train "net.py:SimpleFCN(open('x'))" --save w.safetensors
exits 3
run thinnet train "net.py:SimpleFCN(Wdth())" --save w.safetensors
bad_input "net.py: NameError: name 'Wdth' is not defined"
run thinnet train "net.py:SimpleFCN(1 // 0, 50, 10)" --save w.safetensors
bad_input 'net.py: ZeroDivisionError'
run thinnet train "net.py:SimpleFCN(64, 50, 10" --save w.safetensors
bad_input 'it is not Python'
run thinnet train "net.py:SimpleFCN(100, 50, 10)" --save w.safetensors
bad_input 'fc1 (Linear) takes 100 features, but is given 64' 'nn.Linear(64, hidden_size)'
run thinnet train "net.py:SimpleFCN(64, 50, 5)" --save w.safetensors
exits 3
err_has '10'

printf 'from torch import nn\n\nclass Net(nn.Module)\n    pass\n' >colon.py
run thinnet train colon.py
bad_input 'colon.py:3:'
err_has '     3 | class Net(nn.Module)'
run thinnet check colon.py
exits 1
out_has 'error[TN001]'
head -c 2000 /dev/urandom >noise.py
printf '\000' >>noise.py
run thinnet check noise.py
exits 1
out_has 'SyntaxError: source code cannot contain null bytes'
printf '\377\376x\000 \000=\000 \0001\000\n\000' >utf16.py
run thinnet check utf16.py
exits 1
out_has 'error[TN001]: SyntaxError: this is UTF-16, which Python does not read: save it as UTF-8'
absent w.safetensors
finish
