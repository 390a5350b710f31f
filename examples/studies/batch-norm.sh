#!/bin/sh
# batch-norm.sh: what dropout in front of a batch norm costs (Li et al. 2019), which thinnet check calls TN203.
thinnet check "$(dirname "$0")/nets.py:BatchNorm()"
thinnet study "$(dirname "$0")/nets.py:BatchNorm()" --include-wrong --kinds Dropout --sites bn1,relu,bn2,relu#2 --rates 0.2,0.5 \
    --more-seeds 20
