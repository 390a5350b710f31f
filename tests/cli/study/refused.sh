#!/bin/sh
# A folder holds one study: another model, data, settings or version is refused, with what differs, and nothing is touched.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
settings='--epochs 1 --seeds 2 --more-seeds 2 --rates 0.3'
cp "$models/simple_fcn.py" net.py
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --out one $settings
exits 0
find one -type f -exec cksum {} + | sort >before
refuse() { # refuse WHAT STORED NOW: the last run was
    exits 3
    out_empty
    err_has "one holds another study, $1"
    err_has "$2"
    err_has "$3"
    err_has 'give this study a folder of its own'
    find one -type f -exec cksum {} + | sort >after
    same before after
}
run thinnet study "net.py:SimpleFCN(64, 40, 10)" --out one $settings
refuse 'of another model' 'SimpleFCN(64, 50, 10)' 'SimpleFCN(64, 40, 10)'
sed 's/0\.5/0.25/' net.py >other && mv other net.py
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --out one $settings
refuse 'of another model, line' '0.5' '0.25'
cp "$models/simple_fcn.py" net.py
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --out one $settings --lr 0.2
refuse 'with other settings' 'lr 0' 'lr 0.2'
awk 'BEGIN { srand(1); for (i = 0; i < 200; i++) { for (j = 0; j < 64; j++) printf "%.3f,", rand(); print i % 10 } }' >data.csv
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --data data.csv --out one $settings
refuse 'of other data' "digits" data.csv
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --data data.csv --out two $settings
exits 0
sed 's/^0\.[0-9]*/9.5/' data.csv >changed && mv changed data.csv
run thinnet study worker two
exits 3
err_has 'two holds another study, of other data'
err_has fingerprint
sed 's/"thinnet": "[^"]*"/"thinnet": "0.0.7"/' one/study.json >changed && mv changed one/study.json
find one -type f -exec cksum {} + | sort >before
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --out one $settings
refuse 'by another thinnet version' "'0.0.7'" "now"
sed 's/"format": 1/"format": 9/' one/study.json >changed && mv changed one/study.json
run thinnet study show one
bad_input 'format 9' 'use the thinnet that made it'
# --resume goes on, and begins nothing.
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --out absent $settings --resume
bad_input 'absent holds no study to go on with' 'without --resume'
absent absent
run thinnet study "net.py:SimpleFCN(64, 50, 10)" $settings --resume
bad_input 'no such study to go on with'
absent thinnet-out
run thinnet study "net.py:SimpleFCN(64, 50, 10)" $settings
exits 0
cp "$out" first
run thinnet study "net.py:SimpleFCN(64, 50, 10)" $settings --resume
exits 0
same first "$out"
run thinnet study "net.py:SimpleFCN(64, 40, 10)" $settings --resume
bad_input 'no such study to go on with'
absent thinnet-out/study-SimpleFCN-digits-single-2
# Strangers' folders are not filled.
mkdir home && echo text >home/letter.txt
run thinnet study "net.py:SimpleFCN(64, 50, 10)" --out home $settings
exits 3
err_has 'home is no study'
absent home/study.json
finish
