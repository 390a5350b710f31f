#!/bin/sh
# summary: layers, shapes, parameters, multiply-adds, dropout sites.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet summary "$models/simple_fcn.py:SimpleFCN(784, 50, 10)"
exits 0
err_empty
out_like '^fc1 +Linear\(784, 50\) +\(N, 50\) +39,250 +39,200'
out_like '^dropout1 +Dropout\(p=0.5\) +\(N, 50\) +site 0, p=0.5$'
! grep -q ' $' "$out" || fault 'a line ends in blanks'
out_like '^39,760 parameters, 39,700 multiply-adds a sample, 1 dropout site$'
out_like '^batch 64: values and gradients take [0-9.]+ MB in training, values [0-9.]+ MB in prediction$'
run thinnet summary "$models/simple_cnn.py:SimpleCNN()" --input 3x32x32 --json
exits 0
out_like '^\{"event": "layer", "index": 0, "name": "conv1", "kind": "Conv2d", .*"output": \["N", 16, 32, 32\], "parameters": 448, "macs": 442368'
out_like '"name": "dropout1", .*"dropout_site": 0, "p": 0.5'
out_like '^\{"event": "model", "name": "SimpleCNN", "input": \["N", 3, 32, 32\], "output": \["N", 10\], "parameters": 41418'
run thinnet summary "$models/mnist_mlp.py" --data digits
bad_input 'fc1 (Linear) takes 784 features, but is given 64'
run thinnet summary "$fcn" --data digits
exits 0
out_has 'input (N, 64)'
# --svg draws what is built, and what is not up to where it stops.
run thinnet summary "$fcn" --svg fcn.svg
exits 0
out_has 'dropout site'
present fcn.svg
grep -q '</svg>' fcn.svg || fault 'fcn.svg has no end'
if command -v xmllint >/dev/null; then xmllint --noout fcn.svg || fault 'fcn.svg is not XML'; fi
run thinnet summary "$fcn" --svg -
exits 0
out_like '^<svg '
out_lacks 'parameters'
run thinnet summary "$models/simple_cnn_as_published.py" --input 3x32x32 --svg cnn.svg
exits 3
present cnn.svg
grep -q 'stops here' cnn.svg || fault 'cnn.svg does not say where it stops'
run thinnet summary "$models/residual_mlp.py" --svg none.svg
exits 3
absent none.svg
err_has 'say which one'
run thinnet summary "$fcn" --svg nowhere/fcn.svg
exits 3
err_has 'does its folder exist?'
# Arguments are Python, read where the file ends: objects of its classes too.
cat >config.py <<'END'
from dataclasses import dataclass
from torch import nn

@dataclass
class Config:
    width: int = 32
    dropout: float = 0.5

class Net(nn.Module):
    def __init__(self, config, act=nn.ReLU):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(64, config.width), act(), nn.Dropout(config.dropout), nn.Linear(config.width, 10))

    def forward(self, x):
        return self.layers(x)
END
run thinnet summary 'config.py:Net(Config(dropout=.2, width=2 * 8), act=nn.Tanh)'
exits 0
out_like '^layers.0 +Linear\(64, 16\)'
out_like '^layers.1 +Tanh\(\)'
out_like '^layers.2 +Dropout\(p=0.2\)'
run thinnet summary 'config.py:Net(Config(wdth=16))'
bad_input "config.py: TypeError: Config() got an unexpected keyword argument 'wdth'"
# A function that makes a model stands for it.
printf 'from torch import nn\n\ndef mlp(width=50, p=.5):\n    return nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Dropout(p), nn.Linear(width, 10))\n' >mlp.py
run thinnet summary 'mlp.py:mlp(p=.1)'
exits 0
out_like '^0 +Linear\(64, 50\)'
out_like '^2 +Dropout\(p=0.1\)'
# What cannot be run is told as far as it is followed. An input of indices is not taken for the features of the first Linear.
cat >text.py <<'END'
import torch
from torch import nn

class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(1000, 64)
        self.places = nn.Embedding(50, 64)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(64, 2)

    def forward(self, x):
        x = self.words(x) + self.places(torch.arange(x.size(1), device=x.device))
        return self.out(self.drop(x))
END
run thinnet summary text.py --svg -
exits 0
out_has '[N, ?] → [N, ?, 2]'
run thinnet summary text.py:Text --input 12
exits 3
out_has 'Text: followed from its input to its output; thinnet cannot run it, for the reason below'
out_like '^words +Embedding\(1000, 64\) +\(N, 12, 64\) +64,000$'
out_like '^drop +Dropout\(p=0.1\) +\(N, 12, 64\) +site 0, p=0.1$'
out_like '^67,330 parameters in these layers, .* 1 dropout site$'
err_has "text.py:13:"
run thinnet summary text.py:Text --input 12 --json
exits 3
out_like '^\{"event": "followed", "name": "Text", "understood": true, "dropout_sites": 1\}$'
# A model that a script makes is named by its variable, or not at all where there is one.
printf 'from torch import nn\n\nbody = nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Dropout(0.5))\nmodel = nn.Sequential(body, nn.Linear(8, 10))\n' >script.py
run thinnet summary script.py
exits 0
out_has 'model'
out_has '0.2 '
run thinnet summary script.py:body --svg body.svg
exits 0
grep -q 'body' body.svg || fault 'body.svg does not name the variable'
run thinnet summary script.py:modle
exits 3
err_has 'its models are: body, model'
tidy
finish
