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
tidy
finish
