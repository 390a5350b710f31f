#!/bin/sh
# A table with a number to predict: RMSE in its own unit, predictions with their deviation.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
awk 'BEGIN { print "a,b,y"; for (i = 0; i < 300; i++) { a = (i * 37) % 100; b = (i * 61) % 100; print a "," b "," 1000 + 3 * a - 2 * b } }' >line.csv
cat >reg.py <<'P'
from torch import nn


class Reg(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 16)
        self.act = nn.ReLU()
        self.drop = nn.Dropout(0.05)
        self.fc2 = nn.Linear(16, 1)

    def forward(self, x):
        return self.fc2(self.drop(self.act(self.fc1(x))))
P
run thinnet train reg.py -q --data line.csv --regression --target y --epochs 60 --lr 0.05 --save r.safetensors
exits 0
rmse=$(sed -n 's/.*test RMSE \([0-9.]*\).*/\1/p' "$out")
# The target's own deviation is about 104.
awk -v rmse="${rmse:-1000}" 'BEGIN { exit !(rmse < 40) }' || fault "RMSE is '$rmse'"
run thinnet eval reg.py --data line.csv --regression --target y --weights r.safetensors
exits 0
out_has "RMSE $rmse"
run thinnet predict reg.py --data line.csv --regression --target y --weights r.safetensors --mc 100 --out r.csv
exits 0
# 100 masks: with few, all may keep the same units and the deviation be 0 by chance.
head -1 r.csv | grep -qx 'index,prediction,target,std' || fault 'wrong head'
awk -F, 'NR > 1 { d = $2 - $3; s += d * d; n++; if ($3 < 700 || $3 > 1400 || $4 < 0) exit 1; spread += $4 > 0 }
    END { exit !(n == 60 && spread > 30 && sqrt(s / n) < 60) }' r.csv ||
    fault 'the predictions are far off'
run thinnet predict reg.py --data line.csv --regression --target y --weights r.safetensors --part all --out all.csv
exits 0
out_has '300 predictions written to all.csv'
cut -d, -f3 line.csv | sed 1d >targets
cut -d, -f3 all.csv | sed 1d | cmp -s - targets || fault 'all samples are not in the order of the file'
run thinnet eval reg.py --data line.csv --regression --target y --weights r.safetensors --part all
out_has 'line.csv: all RMSE' '300 samples'
finish
