#!/bin/sh
# activations.sh: dropout before and after an activation. Equal by proof for ReLU; not for the others.
for kind in ReLU Sigmoid Tanh GELU; do
    thinnet study "$(dirname "$0")/nets.py:Activation('$kind')" --sites fc,activation --kinds Dropout --rates 0.2,0.5 --more-seeds 20
done
