#!/bin/sh
# A study in an allocation that is there already: salloc -N 8, then ./srun.sh. One worker a node, with all of its processors.
: "${STUDY:=/shared/studies/first}"
exec srun --ntasks-per-node=1 --kill-on-bad-exit=0 thinnet study worker "$STUDY" --wait 600 --quiet
