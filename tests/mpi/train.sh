#!/bin/sh
# One net trained by several ranks: the same bytes for 1, 2, 4 and 7 ranks and for one process with as many shards; a rank killed;
# what is refused. Skipped (77) without Open MPI.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
. "$TN_SOURCE_DIR/tests/mpi/common.sh"
cnn="$TN_SOURCE_DIR/examples/models/simple_cnn.py:SimpleCNN()"

curve() { # curve FILE: a log without times and places
    sed 's/"seconds": *[^,}]*//g; s/"weights": *[^,}]*//g' "$1"
}
same_training() { # same_training MODEL OPTIONS: by one process, and by 1, 2, 4 and 7 ranks
    model=$1
    shift
    run thinnet train "$model" "$@" --shards 8 --save one.safetensors --log one.jsonl
    exits 0
    cp "$out" one.text
    curve one.jsonl >one.curve
    for n in 1 2 4 7; do
        run ranks $n "$THINNET" train "$model" "$@" --save ranks.safetensors --log ranks.jsonl
        exits 0
        same one.safetensors ranks.safetensors
        curve ranks.jsonl >ranks.curve
        same one.curve ranks.curve
        [ "$(grep -c '^weights saved in' "$out")" -eq 1 ] || fault 'not one answer'
        [ "$(grep -c '^epoch 2/' "$err")" -eq 1 ] || fault 'not one line an epoch'
    done
}
same_training "$fcn" --epochs 3 --validation 0.1 --optimiser adam --max-norm 2 --clip-norm 1
same_training "$fcn" --epochs 2 --batch-size 50 --threads 2 --momentum 0.9 --schedule one-cycle
python3=$(command -v python3)
if [ -n "$python3" ]; then # images of 32 x 32 in CIFAR-10's own form: a label and 3072 bytes each
    "$python3" -c "
import os
os.makedirs('cifar')
for name, n, at in (('data_batch_1.bin', 90, 0), ('test_batch.bin', 20, 5)):
    with open('cifar/' + name, 'wb') as f:
        for i in range(n):
            f.write(bytes([i % 10]) + bytes((i * 37 + k * k * (i % 10 + 1) + at) % 251 for k in range(3072)))
"
    same_training "$cnn" --data cifar --epochs 2 --batch-size 20
fi

# A checkpoint of any number of ranks goes on with any other.
run thinnet train "$fcn" --epochs 6 --shards 8 --save one.safetensors
run ranks 3 "$THINNET" train "$fcn" --epochs 6 --checkpoint state --patience 0 --save three.safetensors
same one.safetensors three.safetensors
run ranks 2 "$THINNET" train "$fcn" --epochs 6 --resume state --save again.safetensors
exits 0
same one.safetensors again.safetensors
run thinnet train "$fcn" --epochs 6 --resume state
exits 3
err_has 'the checkpoint belongs to another run: it has shards=8, this run shards=1'

# --- a rank is killed ---
# A wide net and few steps: what takes long must be the arithmetic. Ranks wait for each other by spinning, so that on a busy machine
# every message costs a slice of the scheduler's time.
wide="$models/simple_fcn.py:SimpleFCN(64, 2000, 10)"
long='--batch-size 700 --epochs 150'
kill_rank() { # kill_rank RANK RECOVERY: after the first checkpoint
    rm -f state killed.safetensors
    THINNET_MPI_WAIT=3 ranks 3 -x THINNET_MPI_WAIT --mca orte_enable_recovery "$2" "$THINNET" train "$wide" $long \
        --checkpoint state --save killed.safetensors >"$out" 2>"$err" &
    job=$!
    command="rank $1 killed, recovery $2"
    tries=0
    while [ ! -f state ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
    kill -9 $(rank_of killed.safetensors "$1") || fault 'no such rank'
    wait $job
    code=$?
    [ ! -f killed.safetensors ] || fault 'weights were saved'
    [ -z "$(find . -name '*.tmp*' -o -name 'state?*')" ] || fault 'something half written is left'
}
run thinnet train "$wide" $long --shards 8 --save one.safetensors
kill_rank 2 0
[ "$code" -ne 0 ] || fault 'mpirun did not tell of the killed rank'
run ranks 2 "$THINNET" train "$wide" $long --resume state --save again.safetensors
exits 0
same one.safetensors again.safetensors
# Open MPI leaves the others running: they notice that nobody answers.
kill_rank 1 1
err_has 'hears nothing from another rank any more'
err_has '--resume'
run ranks 2 "$THINNET" train "$wide" $long --resume state --save again.safetensors
same one.safetensors again.safetensors

# --- what is refused: told once, by all ranks with the same code ---
refused() { # refused CODE TEXT RANKS ARGUMENTS
    wanted=$1 text=$2 n=$3
    shift 3
    run ranks "$n" "$THINNET" train "$@"
    exits "$wanted"
    [ "$(grep -cF -- "$text" "$err")" -eq 1 ] || fault "not told once: $text"
    [ ! -s "$out" ] || fault 'something on standard output'
}
refused 2 "unknown option '--epochz'" 3 "$fcn" --epochz 3
refused 3 'cannot open nothing.py' 3 nothing.py
refused 3 '4 shards are too few for 7 ranks' 7 "$fcn" --shards 4
refused 3 'a batch of 4 samples cannot be cut into 8 shards' 2 "$fcn" --batch-size 4 --shards 8
refused 3 'PyTorch draws masks one after the other' 2 "$fcn" --rng torch
refused 3 'the loss became' 3 "$fcn" --lr 1e6
refused 3 'cannot write' 2 "$fcn" --epochs 1 --save nowhere/weights
cat >norm.py <<'END'
from torch import nn


class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 30)
        self.norm = nn.BatchNorm1d(30)
        self.fc2 = nn.Linear(30, 10)

    def forward(self, x):
        return self.fc2(self.norm(self.fc1(x)).relu())
END
refused 3 'norm, BatchNorm1d takes its statistics over a batch' 2 norm.py
err_has 'norm.py:12'
same_training norm.py --epochs 2 --shards 8

# A rank of its own mind: another seed.
run ranks 1 "$THINNET" train "$fcn" --epochs 1 : -n 1 "$THINNET" train "$fcn" --epochs 1 --seed 5
exits 3
err_has 'rank 1 does not have the options of rank 0'

THINNET_MPI=$scratch/no/mpi.so
export THINNET_MPI
refused 3 'the MPI module cannot be loaded' 2 "$fcn"
finish
