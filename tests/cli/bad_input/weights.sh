#!/bin/sh
# Weights that are missing, cut, empty, of another kind or absurd, and weights of another model: all misfits at once.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
evaluate() { run thinnet eval "$fcn" --weights "$1"; }
run thinnet train "$fcn" -q --epochs 1 --save good.safetensors
exits 0
evaluate nope.safetensors
bad_input 'cannot open nope.safetensors: No such file or directory'
evaluate .
bad_input 'Is a directory'
: >empty.safetensors
evaluate empty.safetensors
bad_input 'empty.safetensors: byte 0: not a valid safetensors file' 'write the file again'
head -c 500 good.safetensors >cut.safetensors
evaluate cut.safetensors
bad_input 'cut.safetensors: byte 0: ' 'write the file again'
size=$(wc -c <good.safetensors)
head -c $((size - 1)) good.safetensors >short.safetensors
evaluate short.safetensors
bad_input 'short.safetensors: '
{ cat good.safetensors; printf x; } >long.safetensors
evaluate long.safetensors
bad_input 'long.safetensors: '
printf '\377\377\377\377\377\377\377\177{}' >absurd.safetensors
evaluate absurd.safetensors
bad_input 'a header of 9223372036854775807 bytes is over the limit'
evaluate "$models/simple_fcn.py"
bad_input 'simple_fcn.py: byte 0: not a valid safetensors file'

run thinnet eval "$models/simple_fcn.py:SimpleFCN(64, 51, 10)" --weights good.safetensors
bad_input 'the weights in good.safetensors do not fit the model:' 'load them into the model'
err_has 'size mismatch for fc1.weight: [50, 64] in the file, [51, 64] in the model'
err_has 'size mismatch for fc1.bias: [50] in the file, [51] in the model'
err_has 'size mismatch for fc2.weight: [10, 50] in the file, [10, 51] in the model'
sed 's/fc2/head/g' "$models/simple_fcn.py" >renamed.py
run thinnet eval "renamed.py:SimpleFCN(64, 50, 10)" --weights good.safetensors
bad_input 'do not fit the model'
for key in head.weight head.bias fc2.weight fc2.bias; do err_has "$key"; done

run thinnet train "$fcn" -q --epochs 2 --resume good.safetensors --save new.safetensors
bad_input 'good.safetensors'
absent new.safetensors
finish
