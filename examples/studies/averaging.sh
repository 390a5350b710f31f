#!/bin/sh
# averaging.sh MNIST: Monte Carlo passes against weight scaling (Srivastava et al. 2014, figure 11: they meet near 50).
thinnet study "$(dirname "$0")/nets.py:Dense()" --data "${1:?a folder with MNIST}" --design scaling --limit 5000 \
    --epochs 30 --batch-size 100 --lr 0.05 --momentum 0.9 --max-norm 3 --seeds 10
