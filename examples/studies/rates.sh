#!/bin/sh
# rates.sh MNIST: the rate of the hidden layer's dropout (Srivastava et al. 2014, figure 9: flat for keep from .4 to .8).
thinnet study "$(dirname "$0")/nets.py:Hidden()" --data "${1:?a folder with MNIST}" --design rates --limit 5000 \
    --epochs 30 --batch-size 100 --lr 0.05 --momentum 0.9 --max-norm 3 --more-seeds 10
