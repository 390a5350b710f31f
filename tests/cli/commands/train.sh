#!/bin/sh
# train: progress, result, weights, log; equal seeds give equal bytes.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet train "$fcn" --epochs 2 --seed 3 --validation 0.1 --save a.safetensors --log log.jsonl
exits 0
out_like '^SimpleFCN on digits: test accuracy [0-9.]+ % \(loss [0-9.]+, 400 samples\), after 2 epochs in [0-9.]+ s$'
out_has 'weights saved in a.safetensors'
err_like '^epoch 1/2: loss [0-9.]+, accuracy [0-9.]+ %, validation accuracy [0-9.]+ %'
err_like '^epoch 2/2: '
present a.safetensors
[ "$(wc -l <log.jsonl)" -eq 3 ] || fault 'the log has not three lines'
grep -q '"event": "epoch", "epoch": 2, "epochs": 2' log.jsonl || fault 'the log lacks epoch 2'
grep -q '"event": "result".*"data_fingerprint": "[0-9a-f]\{16\}".*"test": {"samples": 400' log.jsonl || fault 'the log lacks the result'
for key in thinnet.model thinnet.data thinnet.data_fingerprint thinnet.normalisation thinnet.scaling thinnet.seed thinnet.version; do
    grep -aqF "\"$key\"" a.safetensors || fault "the weights lack $key"
done

run thinnet train "$fcn" -q --epochs 2 --seed 3 --validation 0.1 --save b.safetensors
exits 0
err_empty
same a.safetensors b.safetensors
run thinnet train "$fcn" -q --epochs 2 --seed 4 --validation 0.1 --save c.safetensors
! cmp -s a.safetensors c.safetensors || fault 'another seed gives the same weights'

# Parts that are run again on the way back change nothing but memory.
run thinnet train "$fcn" -q --epochs 2 --seed 3 --validation 0.1 --save d.safetensors --checkpoint-segments 3
exits 0
same a.safetensors d.safetensors
run thinnet train "$fcn" -q --epochs 1 --rng torch --checkpoint-segments 3
exits 3
err_has 'parts of a net cannot be run again'
err_has 'leave out --rng torch, or --checkpoint-segments'

# A checkpoint goes on to the same bytes as an unbroken run.
run thinnet train "$fcn" -q --epochs 4 --save whole.safetensors
run thinnet train "$fcn" -q --epochs 4 --schedule none --checkpoint half.checkpoint --save whole2.safetensors
same whole.safetensors whole2.safetensors

run thinnet train "$fcn" --json --epochs 2
exits 0
out_like '^\{"event": "epoch", "epoch": 1, '
out_like '^\{"event": "result", .*"interrupted": false'

# Every optimiser, schedule, loss option and generator runs.
for options in '--optimiser adam' '--optimiser=adamw --weight-decay 0.1' '--momentum 0.9 --nesterov' '--schedule step --step-size 1 --gamma 0.5' \
    '--schedule cosine' '--schedule linear' '--max-norm 3' '--clip-norm 1' '--label-smoothing 0.1' '--rng torch' '--rng torch-mkl' \
    '--scaling test' '--threads 2' '--dropout 0.2' '--limit 200' '--raw' '--batch-size 100 --drop-last' '--optimizer adam' '--optimiser rmsprop --alpha 0.9 --centered' \
    '--optimiser adadelta --rho 0.8'; do
    # shellcheck disable=SC2086
    run thinnet train "$fcn" -q --epochs 1 $options
    exits 0
    out_like 'test accuracy [0-9.]+ %'
done
run thinnet train "$fcn" --epochs 60 --validation 0.2 --patience 1 --lr 1
exits 0
out_has 'stopped early'
finish
