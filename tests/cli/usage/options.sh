#!/bin/sh
# A wrong command line: exit 2, nothing on stdout, what is wrong and often what was meant.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
usage() {
    exits 2
    out_empty
    err_like '^thinnet: error: '
    err_has "$1"
    [ -z "${2-}" ] || err_has "  help: $2"
}
run thinnet
usage 'no command is given' "'thinnet --help' lists the commands"
run thinnet trian x.py
usage "there is no command 'trian'" "did you mean 'thinnet train'?"
run thinnet help trian
usage "there is no command 'trian'" "did you mean 'thinnet train'?"
run thinnet study shwo thinnet-out
usage "there is no command 'study shwo'" "did you mean 'thinnet study show'?"
run thinnet train
usage "'train' needs an argument" 'thinnet train MODEL'
run thinnet train a.py b.py
usage "'train' does not take the argument 'b.py'"
run thinnet train "$fcn" --epoch 3
usage "unknown option '--epoch'" "did you mean '--epochs'?"
run thinnet train "$fcn" --wieght-decay 3
usage "unknown option '--wieght-decay'" "did you mean '--weight-decay'?"
run thinnet train "$fcn" -x
usage "unknown option '-x'" '--help lists the options'
run thinnet train "$fcn" --epochs
usage '--epochs needs a value: --epochs N'
run thinnet train "$fcn" --epochs --seed 1
usage '--epochs needs a value'
for value in 0 -1 1.5 ten '' 99999999999999999999; do
    run thinnet train "$fcn" --epochs "$value"
    usage '--epochs '
done
run thinnet train "$fcn" --lr nan
usage "--lr takes a number, not 'nan'"
run thinnet train "$fcn" --lr 0
usage '--lr must be above 0'
run thinnet train "$fcn" --dropout 1.5
usage "--dropout must be from 0 to 1, not '1.5'"
run thinnet train "$fcn" --schedule cosin
usage '--schedule takes none|step|cosine|linear' "did you mean 'cosine'?"
run thinnet train "$fcn" --optimiser lion
usage "--optimiser: there is no 'lion'" 'it is one of'
run thinnet train "$fcn" --seed abc
usage '--seed: '
run thinnet train "$fcn" --nesterov
usage '--nesterov needs a momentum' 'add --momentum 0.9'
run thinnet train "$fcn" --patience 3
usage '--patience needs validation data' 'add --validation 0.1'
run thinnet train "$fcn" --quiet=yes
usage '--quiet takes no value'
run thinnet eval "$fcn"
usage '--weights FILE is needed'
run thinnet compare "$fcn" --seeds 1
usage '--seeds must be from 2 to'
run thinnet summary "$fcn" --input 3x
usage "--input: '3x' is no shape" 'sizes of one sample'
run thinnet summary "$fcn" --input 64 --data digits
usage '--data and --input both'
run thinnet check
usage "'check' needs a model's file"
# Both spellings of a value, and everything after -- is an argument.
run thinnet summary --input=64 -- "$fcn"
exits 0
finish
