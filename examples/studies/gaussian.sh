#!/bin/sh
# gaussian.sh MNIST: Gaussian against Bernoulli noise (Srivastava et al. 2014, table 10: at least as good).
thinnet study "$(dirname "$0")/nets.py:Hidden()" --data "${1:?a folder with MNIST}" --limit 5000 --epochs 30 --batch-size 100 \
    --lr 0.05 --momentum 0.9 --max-norm 3 --arm 'relu#2=GaussianDropout(0.5)' --more-seeds 20
