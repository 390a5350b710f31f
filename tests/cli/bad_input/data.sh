#!/bin/sh
# Data that is missing, cut, empty, of another kind, absurd, or with labels that are none.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
train() { run thinnet train "$fcn" -q --epochs 1 --save w.safetensors --data "$1"; }
images=digits-images-idx3-ubyte labels=digits-labels-idx1-ubyte
train nope
bad_input 'nope' 'give digits'
: >empty.csv
train empty.csv
bad_input 'empty.csv is empty' 'fetch or write the file again'
printf 'neither\000one\001nor the other\377' >thing
train thing
bad_input 'thing is no data that thinnet knows' 'give digits'
mkdir folder
train folder
bad_input 'folder' 'give digits'

mkdir cut
head -c 5000 "$digits/$images" >cut/$images
cp "$digits/$labels" cut/
train cut
bad_input "cut/$images: byte " 'fetch the file again'
gzip -c "$digits/$images" | head -c 3000 >cut/$images.gz
rm cut/$images
train cut
bad_input "cut/$images.gz: byte 3000: the gzip data cannot be unpacked" 'fetch the file again'

mkdir absurd
printf '\000\000\010\003\177\377\377\377\177\377\377\377\177\377\377\377' >absurd/$images
cp "$digits/$labels" absurd/
train absurd
bad_input "absurd/$images" 'fetch the file again'

mkdir counts
cp "$digits/$images" counts/
head -c 8 "$digits/$labels" | head -c 4 >counts/$labels
printf '\000\000\000\012' >>counts/$labels
head -c 18 "$digits/$labels" | tail -c 10 >>counts/$labels
train counts
exits 3
err_like 'labels'

mkdir label
cp "$digits/$images" label/
{ head -c 100 "$digits/$labels"; printf '\377'; tail -c +102 "$digits/$labels"; } >label/$labels
train label
bad_input 'the net has 10 outputs, but the data has 256 classes'

mkdir cifar
head -c 3000 /dev/zero >cifar/data_batch_1.bin
head -c 3073 /dev/zero >cifar/test_batch.bin
run thinnet train "$models/simple_cnn.py" -q --epochs 1 --data cifar
bad_input 'cifar/data_batch_1.bin: byte '
{ printf '\013'; head -c 3072 /dev/zero; } >cifar/data_batch_1.bin
run thinnet train "$models/simple_cnn.py" -q --epochs 1 --data cifar
exits 3
err_like 'data_batch_1.bin: byte 0'
err_has '11'

printf 'a,b,c\n1,2,x\n3,oops,y\n' >word.csv
train word.csv
bad_input "word.csv:3:3: 'oops' is not a number"
printf 'a,b,c\n1,2\n3,4,5\n' >ragged.csv
train ragged.csv
bad_input 'ragged.csv:2:1: '
printf 'a,b,c\n1,2,x\n3,4,y\n' >small.csv
run thinnet train "$fcn" -q --epochs 1 --data small.csv --target zzz
exits 3
err_has 'zzz'
train "$TN_SOURCE_DIR/examples/models"
exits 3
absent w.safetensors
tidy
finish
