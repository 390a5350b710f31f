#!/bin/sh
# study: sites, a whole study with its files, going on, other studies, budgets, JSON, bad input.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
run thinnet study "$fcn" --sites-only
exits 0
out_like '^site +line +shape +has now +kinds that fit$'
out_like '^input +18 +N x 64 +BatchwiseDropout, Dropout, GaussianDropout$'
out_like '^fc1.weight +18 +50 x 64 +DropConnect$'
out_like '^fc1 +18 +N x 50 +equal to relu1: f\(c\*x\) = c\*f\(x\) for c >= 0$'
out_like '^relu1 +19 +N x 50 +Dropout\(0.5\) +BatchwiseDropout, Dropout, GaussianDropout$'
out_like '^fc2 +20 +N x 10 +left out: TN205$'
absent thinnet-out

sed -e 's/dropout_rate)/0.95)/' -e 's/, dropout_rate=0.5//' "$models/simple_fcn.py" >written.py
cp written.py simple_fcn.py
bad="simple_fcn.py:SimpleFCN(64, 50, 10)"
run thinnet study "$bad" --epochs 5 --seeds 3 --rates 0.1,0.3 --kinds Dropout --sites relu1 --limit 500
exits 0
err_like '^SimpleFCN\(64, 50, 10\) on digits: 4 arms, 4 sites, 0 trials there already in thinnet-out/study-SimpleFCN-digits-single$'
err_like '^screening: 12 trials of 4 arms$'
err_like '^fresh seeds: [0-9]+ trials'
out_like '^arm +seeds +validation accuracy, % +effect +95 % interval +p \(Holm\)'
out_like '^base +[0-9]+ +[0-9.]+ +baseline$'
out_like 'raises the validation accuracy of the model as it is written by [0-9.]+ points \[[0-9.]+, [0-9.]+\] \([0-9]+ fresh seeds, p = [0-9.e-]+ after Holm\)\. On test data, which no choice has seen, it is better by '
folder=thinnet-out/study-SimpleFCN-digits-single
present $folder/report.html $folder/best.patch $folder/study.json $folder/trials.db
out_has "report: $folder/report.html"

# The patch applies, and the patched model passes check.
run patch -p1 --dry-run -i $folder/best.patch
exits 0
run patch -p1 -i $folder/best.patch
run thinnet check "$bad"
exits 0
cp written.py simple_fcn.py

# The same command trains nothing but what is tested; other settings are another study.
cp "$folder/report.html" first.html
run thinnet study "$bad" --epochs 5 --seeds 3 --rates 0.1,0.3 --kinds Dropout --sites relu1 --limit 500 -q --json
exits 0
err_empty
out_like '^\{"event": "arm", "arm": "base", '
out_like '^\{"event": "answer", "sentence": "'
out_like '"winner_test": \{"mean": 0\.[0-9]+, '
same "$folder/report.html" first.html
run thinnet study "$bad" --epochs 5 --seeds 3 --rates 0.1 --kinds Dropout --sites relu1 --limit 500 -q --json
exits 0
out_like '^\{"event": "stage", "stage": "screening", "trials": 9, '
present $folder-2/report.html
run thinnet study "$bad" --epochs 6 --limit 500 --out $folder -q
bad_input "$folder holds another study, with other settings" 'give this study a folder of its own'

# Budgets and times.
run thinnet study "$fcn" --trials 10 -q --out budget
bad_input 'a budget of 10 trials is too small for 41 arms, which need at least 118' 'name sites'
absent budget
run thinnet study "$fcn" --time 1ms
exits 2
err_has "'1ms' is no time"
run thinnet study "$fcn" --epochs 100000 --time 1s -q --out short
exits 0
out_has 'Nothing is known yet.'
run thinnet study "$fcn" --design nine
bad_input "there is no design 'nine'" 'use single, joint, rates, data-size or scaling'
run thinnet study "$fcn" --sites nowhere
bad_input "'nowhere' is no site of this study" 'thinnet study MODEL --sites-only'
run thinnet study "$fcn" --arm 'fc1=Linear(3)'
bad_input "is no dropout with a rate"

# The designs.
for design in joint rates data-size scaling; do
    run thinnet study "$fcn" --design $design --epochs 1 --seeds 2 --more-seeds 2 --limit 300 -q --out "design-$design"
    exits 0
    present "design-$design/report.html"
done
run thinnet study show design-data-size
exits 0
out_has '100, 200, all training samples'
sizes=$(grep -o '^[a-z]*@[0-9]*' "$out" | sed 's/.*@//' | tr '\n' ' ')
[ "$sizes" = "100 100 200 200 " ] || fault "sizes stand as '$sizes'"
awk 'BEGIN { for (i = 0; i < 60000; i++) print i % 7, i % 5, i % 2 }' >many.csv
run thinnet study "$models/simple_fcn.py:SimpleFCN(2, 4, 2)" --data many.csv --design data-size --epochs 1 --seeds 2 --batch-size 256 --out many
exits 0
out_like '^base@20000 '
out_lacks ' more (--all)'
run thinnet study show design-scaling
exits 0
passes=$(grep -o '^base~[0-9]*' "$out" | tr '\n' ' ')
[ "$passes" = "base~1 base~2 base~5 base~10 base~20 base~50 base~100 " ] || fault "passes stand as '$passes'"
run thinnet study "$fcn" --arm 'input=Dropout(0.1);relu1=Dropout(0.3)' --epochs 1 --seeds 2 --more-seeds 2 -q --out one-arm
exits 0
out_like '^input=Dropout\(0.1\);relu1=Dropout\(0.3\) '
finish
