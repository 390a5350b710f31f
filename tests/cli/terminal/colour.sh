#!/bin/sh
# Colour and the progress bar only on a terminal, or when asked; NO_COLOR is kept.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
escape=$(printf '\033')
cp "$models/simple_cnn_as_published.py" cnn.py
run thinnet check cnn.py --input 3x32x32
out_lacks "$escape"
run thinnet check cnn.py --input 3x32x32 --color always
out_has "${escape}[1;31merror[TN101]"
run thinnet nope
err_lacks "$escape"
run thinnet train "$fcn" --epochs 2
err_lacks "$escape"
err_has 'epoch 2/2'

# What a file holds cannot drive the terminal.
printf 'a,b,c\n1,2,x\n3,%s[31moops,y\n' "$escape" >evil.csv
run thinnet train "$fcn" -q --data evil.csv
exits 3
err_has 'evil.csv:3:3'
err_lacks "$escape"
run thinnet train "$fcn" -q --data "no${escape}[31m"
exits 3
err_lacks "$escape"

if ! command -v script >/dev/null 2>&1; then
    echo "no 'script' here: the terminal itself is not tried"
    finish
    exit
fi
# script(1) gives the program a terminal of its own; both streams end up in one file.
on_terminal() {
    command=$*
    script -qec "$*" /dev/null >"$out" 2>"$err" </dev/null
}
export TERM=xterm
on_terminal "'$THINNET' check cnn.py --input 3x32x32"
out_has "${escape}[1;31merror[TN101]"
# As wide as the terminal: help, pages and findings are broken between words.
command='on 60 columns'
for what in "check --help" "check --explain TN313" "check cnn.py --input 3x32x32"; do
    script -qec "stty cols 60; '$THINNET' $what" /dev/null 2>"$err" </dev/null | tr -d '\r' | sed "s/${escape}\[[0-9;]*m//g" >"$out"
    [ "$(awk 'length > 60 && !/^ +thinnet/ { n++ } END { print n + 0 }' "$out")" -eq 0 ] || fault "$what passes 60 columns"
    [ "$(wc -l <"$out")" -gt 9 ] || fault "$what says nothing"
done
export NO_COLOR=1
on_terminal "'$THINNET' check cnn.py --input 3x32x32"
out_lacks "$escape"
unset NO_COLOR
on_terminal "'$THINNET' train '$fcn' --epochs 3"
out_like '\] +[0-9]+ % epoch [0-9]/3'
out_lacks 'epoch 1/3: loss 0.0000'
on_terminal "'$THINNET' train '$fcn' --epochs 3 --quiet"
out_lacks ' % epoch '
export TERM=dumb
on_terminal "'$THINNET' train '$fcn' --epochs 3"
out_lacks "$escape"
finish
