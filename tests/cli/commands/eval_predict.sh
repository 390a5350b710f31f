#!/bin/sh
# eval repeats what train said; predict writes a row a sample, with uncertainty.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet train "$fcn" -q --epochs 3 --save w.safetensors
exits 0
trained=$(sed -n 's/.*test \(accuracy .* %\) (\(loss [0-9.]*\), 400.*/\1 \2/p' "$out")
[ -n "$trained" ] || fault 'train printed no result'
run thinnet eval "$fcn" --weights w.safetensors
exits 0
err_empty
evaluated=$(sed -n 's/.*test \(accuracy .* %\) (\(loss [0-9.]*\), 400.*/\1 \2/p' "$out")
[ "$trained" = "$evaluated" ] || fault "train said '$trained', eval '$evaluated'"
run thinnet eval "$fcn" --weights w.safetensors --part train
out_like 'training accuracy .*, 1397 samples'
run thinnet eval "$fcn" --weights w.safetensors --mc 5 --json
exits 0
out_like '"mc": 5, "loss": [0-9.]+, "accuracy": 0\.[0-9]+\}$'

run thinnet predict "$fcn" --weights w.safetensors --mc 8 --seed 1 --out p.csv
exits 0
out_has '400 predictions written to p.csv'
[ "$(wc -l <p.csv)" -eq 401 ] || fault 'p.csv has not 401 lines'
head -1 p.csv | grep -qx 'index,label,target,p_0,p_1,p_2,p_3,p_4,p_5,p_6,p_7,p_8,p_9,entropy,mutual_information' || fault 'wrong head'
# Probabilities add up to 1, the label is the largest, entropy is theirs, 0 <= mutual information <= entropy.
awk -F, 'NR > 1 {
    sum = 0; best = 4; h = 0
    for (i = 4; i <= 13; i++) { sum += $i; if ($i > $best) best = i; if ($i > 0) h -= $i * log($i) }
    if (NF != 15 || $1 != NR - 2 || sum < 0.9999 || sum > 1.0001 || $2 != best - 4 || h - $14 > 1e-4 || $14 - h > 1e-4 ||
        $15 < -1e-6 || $15 > $14 + 1e-6) { print "line " NR ": " $0; exit 1 }
    mi += $15; right += $2 == $3
} END { if (mi <= 0 || right < 250) { print "mi " mi ", right " right; exit 1 } }' p.csv >why || fault "$(cat why)"

run thinnet predict "$fcn" --weights w.safetensors --mc 8 --seed 1 --batch-size 33
exits 0
cmp -s "$out" p.csv || fault 'another batch size gives other predictions'
run thinnet predict "$fcn" --weights w.safetensors
exits 0
awk -F, 'NR > 1 && $15 != 0 { exit 1 }' "$out" || fault 'one plain pass has mutual information'
run thinnet predict "$fcn" --weights w.safetensors --json
out_like '^\{"event": "prediction", "index": 0, "label": [0-9], "target": [0-9], "p": \['

# A table without targets is predicted as the same with them, line by line.
for i in 1 2 3 4 5 6 7 8 9 10; do printf '%d.5,%d,long\n%d.1,%d.5,wide\n' $i 2 2 $i; done >seen.csv
cut -d, -f1,2 seen.csv >new.csv
net="$TN_SOURCE_DIR/examples/models/simple_fcn.py:SimpleFCN(2, 16, 2)"
run thinnet train "$net" -q --data seen.csv --epochs 3 --save table.safetensors
exits 0
run thinnet predict "$net" --weights table.safetensors --data seen.csv --part all --out with.csv
exits 0
run thinnet predict "$net" --weights table.safetensors --data new.csv --unlabelled --out without.csv
exits 0
out_has '20 predictions written'
cut -d, -f1,2,4- with.csv >a; cut -d, -f1,2,4- without.csv >b
cmp -s a b || fault 'without targets the predictions are others'
awk -F, 'NR > 1 && $3 != "" { exit 1 }' without.csv || fault 'an unlabelled table has targets'
run thinnet predict "$net" --weights table.safetensors --data new.csv --unlabelled --json
exits 0
out_like '^\{"event": "prediction", "index": 0, "label": [01], "p": \['
run thinnet predict "$net" --weights table.safetensors --data new.csv --unlabelled --target 0
exits 3
err_has 'no target column'
run thinnet predict "$fcn" --weights w.safetensors --unlabelled
exits 3
err_has 'only tables can be without targets'
tidy
finish
