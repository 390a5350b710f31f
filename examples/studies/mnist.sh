#!/bin/sh
# mnist.sh MNIST: 784-1024-1024-1024-10 with dropout and max-norm, and without either, on all of MNIST (Srivastava et al. 2014, table 2).
data=${1:?a folder with MNIST}
net="$(dirname "$0")/nets.py:Deep()"
epochs=${EPOCHS:-40}
echo "with dropout and max-norm:"
thinnet train "$net" -q --data "$data" --epochs "$epochs" --batch-size 100 --lr 0.02 --momentum 0.9 --schedule linear --max-norm 3 --threads 2
echo "without:"
thinnet train "$net" -q --data "$data" --epochs "$epochs" --batch-size 100 --lr 0.02 --momentum 0.9 --schedule linear --dropout 0 --threads 2
