#!/bin/sh
# ls, show, report, export and worker on a small study, and what is said of folders that are none.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
settings='--epochs 2 --seeds 2 --more-seeds 2 --rates 0.3'

run thinnet study "$fcn" --out place/a $settings --prepare
exits 0
out_has 'thinnet study worker place/a'
present place/a/study.json
absent place/a/journals
run thinnet study show place/a
exits 0
out_has 'trials       0'
out_has 'The study is not finished: thinnet study worker place/a'

run thinnet study worker place/a --log-dir runs
exits 0
out_like '^place/a: finished with [0-9]+ trials$'
present place/a/report.html place/a/trials.db
trials=$(sed -n 's/.*with \([0-9]*\) trials/\1/p' "$out")
[ "$(find runs -name 'events.out.tfevents.*' | wc -l)" -eq "$trials" ] || fault "not one event file a trial"

run thinnet study ls place
exits 0
out_like "^place/a +simple_fcn.py:SimpleFCN\(64, 50, 10\) +digits +single +$trials "
run thinnet study ls place --json
out_has "\"trials\": $trials"
mkdir place/no-study place/damaged && echo '{' >place/damaged/study.json
run thinnet study ls place
exits 3
out_has place/a
err_has 'place/damaged/study.json is not the study.json of a study'
run thinnet study ls nowhere
bad_input 'there is no folder nowhere' 'name folders'

run thinnet study export csv place/a
exits 0
err_empty
[ "$(wc -l <"$out")" -eq $((trials + 1)) ] || fault 'not one line a trial'
out_lacks ',seconds'
cp "$out" stdout.csv
run thinnet study export csv place/a --out trials.csv
exits 0
same stdout.csv trials.csv
run thinnet study export csv place/a --seconds
out_has ',seconds'
run thinnet study export jsonl place/a
[ "$(grep -c '"curve":\[{"epoch":1,' "$out")" -eq "$trials" ] || fault 'not one object with a curve a trial'
run thinnet study export xml place/a
exits 2
err_has 'csv|jsonl|tensorboard'
run thinnet study export csv place/a --out no/such/folder.csv
bad_input 'cannot write no/such/folder.csv'
run thinnet study export tensorboard place/a
exits 2
run thinnet study export tensorboard place/a --out runs-again
exits 0
[ "$(cd runs && find . -type f | sort)" = "$(cd runs-again && find . -type f | sort)" ] || fault 'other event files than while it ran'

id=$(sed -n '2s/,.*//p' trials.csv)
run thinnet study show place/a "$(echo "$id" | cut -c1-12)"
exits 0
out_has "trial        $id"
out_has 'training loss'
run thinnet study show place/a "$id" --json
out_has "\"id\": \"$id\""
run thinnet study show place/a zzz
bad_input "no trial whose id begins with 'zzz'" "'thinnet study export csv place/a' lists all"

cp place/a/report.html before.html
rm place/a/report.html place/a/trials.db
run thinnet study report place/a
exits 0
out_lacks 'not finished'
same before.html place/a/report.html
present place/a/trials.db
run thinnet study show place/a
exits 0
out_has 'made by      thinnet'
for command in show report worker 'export csv'; do
    run thinnet study $command place/no-study
    bad_input 'place/no-study is no study: it has no study.json'
done
# What mpirun would say, with a module that is none, and without one.
run env OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 THINNET_MPI=trials.csv "$THINNET" study worker place/a
exits 3
err_has 'the MPI module cannot be loaded'
err_has 'start workers without it'
run env OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=0 THINNET_MPI=no/mpi.so "$THINNET" study worker place/a
exits 0
err_has "there is no MPI module no/mpi.so: the ranks share the trials through the folder's leases"
run env OMPI_COMM_WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=1 THINNET_MPI=no/mpi.so "$THINNET" study worker place/a
exits 0
out_empty
err_empty
# A worker may be there before the study is.
"$THINNET" study worker place/late --wait 60 >worker.out 2>worker.err &
worker=$!
sleep 0.3
run thinnet study "$fcn" --out place/late $settings --prepare
wait "$worker" || fault "the worker that waited failed: $(cat worker.err)"
run thinnet study export csv place/late
same trials.csv "$out"
finish
