#!/bin/sh
# data-size.sh MNIST: dropout against none for growing training sets (Srivastava et al. 2014, figure 10).
thinnet study "$(dirname "$0")/nets.py:Dense(1024)" --data "${1:?a folder with MNIST}" --design data-size --limit 6250 \
    --epochs 40 --batch-size 100 --lr 0.05 --momentum 0.9 --max-norm 3 --seeds 8
