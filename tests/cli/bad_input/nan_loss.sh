#!/bin/sh
# A loss that is no number ends training with the step and the layer; no weights are written and old ones stay.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
cp "$models/simple_fcn.py" net.py
echo old >w.safetensors
run thinnet train "net.py:SimpleFCN(64, 50, 10)" -q --lr 1e6 --epochs 20 --save w.safetensors
bad_input 'the loss became' 'lower the learning rate'
err_like '^thinnet: error: net.py:[0-9]+:[0-9]+: the loss became (nan|inf|-inf) at step [0-9]+; the first such value stands in the output of [a-z0-9]+'
[ "$(cat w.safetensors)" = old ] || fault 'the old weights were touched'
run thinnet compare "net.py:SimpleFCN(64, 50, 10)" -q --lr 1e6 --epochs 20
bad_input 'the loss became'
tidy
finish
