#!/bin/sh
# maps.sh CIFAR-10: single elements against whole channels on convolution maps.
thinnet study "$(dirname "$0")/nets.py:Maps()" --data "${1:?a folder with CIFAR-10 in binary form}" --limit 3000 --epochs 10 \
    --lr 0.02 --momentum 0.9 --kinds Dropout,Dropout2d --sites relu,relu#2,pool#2 --rates 0.1,0.3 --seeds 3 --more-seeds 8
