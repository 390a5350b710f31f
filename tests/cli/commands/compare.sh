#!/bin/sh
# compare: a table, one sentence with the answer, weights of every run.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet compare "$fcn" --seeds 3 --epochs 3
exits 0
out_like '^ +train accuracy, % +test accuracy, % +gap \(train - test\)$'
out_like '^with dropout +[0-9.]+ ± [0-9.]+ +[0-9.]+ ± [0-9.]+ +-?[0-9.]+ ± [0-9.]+$'
out_like '^without +[0-9.]+ ± '
out_like '^Dropout after relu1 \(p=0.5\) (helped|hurt|made no difference) on digits.*: test accuracy [+-][0-9.]+ points \[-?[0-9.]+, -?[0-9.]+\]'
err_like '^with dropout, seed 3 of 3: train [0-9.]+ %, test [0-9.]+ %'
for seed in 0 1 2; do present thinnet-out/with-seed$seed.safetensors thinnet-out/without-seed$seed.safetensors; done

# The weights are those of train with the same seed, with dropout and without.
run thinnet train "$fcn" -q --epochs 3 --seed 1 --save one.safetensors
same one.safetensors thinnet-out/with-seed1.safetensors
run thinnet train "$fcn" -q --epochs 3 --seed 1 --dropout 0 --save none.safetensors
same none.safetensors thinnet-out/without-seed1.safetensors

# The name of the place comes from the net; a net without dropout has nothing to compare.
sed -e 's/relu1/bend/' -e 's/self.relu1/self.bend/g' -e 's/nn.Dropout(/nn.AlphaDropout(/' "$models/simple_fcn.py" >bend.py
run thinnet compare "bend.py:SimpleFCN(64, 20, 10)" -q --seeds 2 --epochs 1 --save-dir deep/er --json
exits 0
err_empty
out_like '"answer": "AlphaDropout after bend \(p=0.5\) '
out_like '"test_difference": \{"mean": -?[0-9.e-]+, "low": -?[0-9.e-]+, "high": -?[0-9.e-]+\}'
[ "$(grep -c '"event": "run"' "$out")" -eq 4 ] || fault 'not four runs'
present deep/er/with-seed0.safetensors
run thinnet compare "$models/simple_fcn.py:SimpleFCN(64, 20, 10, dropout_rate=0)" --epochs 1
bad_input 'the model has no dropout' 'put a dropout layer'
: >file
run thinnet compare "$fcn" --epochs 1 --save-dir file
bad_input 'cannot make the folder file' '--save-dir'
finish
