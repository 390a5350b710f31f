#!/bin/sh
# Trials handed out by rank 0: the same tables for 1, 2, 4 and 7 ranks, and with a rank killed; skipped (77) without Open MPI.
# THINNET_MPI is the module.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
. "$TN_SOURCE_DIR/tests/mpi/common.sh"
settings='--epochs 4 --seeds 5 --more-seeds 6 --rates 0.2,0.5 --jobs 1'
compare() {
    "$THINNET" study export csv "$1" >"$1.csv"
    same one.csv "$1.csv"
    [ -z "$(ls "$1/leases")" ] || fault "leases are left in $1"
}

run thinnet study "$fcn" --out one $settings
exits 0
thinnet study export csv one >one.csv
for n in 1 2 4 7; do
    run ranks $n "$THINNET" study "$fcn" --out ranks$n $settings
    exits 0
    [ "$(grep -c '^report: ' "$out")" -eq 1 ] || fault 'not one answer'
    compare ranks$n
done
run ranks 2 "$THINNET" study worker one
exits 0
[ "$(grep -c 'finished with' "$out")" -eq 1 ] || fault 'not one line'

kill_rank() { # kill_rank RANK FOLDER RECOVERY: kills it after the study has begun; the code of mpirun in $code
    ranks 3 --mca orte_enable_recovery "$3" "$THINNET" study "$fcn" --out "$2" $settings --epochs 20 >"$out" 2>"$err" &
    job=$!
    command="rank $1 killed, recovery $3"
    tries=0
    while [ -z "$(ls "$2/journals" 2>/dev/null)" ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
    kill -9 $(rank_of "$2" "$1") || fault 'no such rank'
    wait $job
    code=$?
}
run thinnet study "$fcn" --out one20 $settings --epochs 20
thinnet study export csv one20 >one.csv
# Without recovery Open MPI ends all ranks; what was finished is kept, and the study goes on.
kill_rank 2 fragile 0
[ "$code" -ne 0 ] || fault 'mpirun did not tell of the killed rank'
run thinnet study "$fcn" --out fragile $settings --epochs 20
exits 0
compare fragile
kill_rank 2 worker_killed 1
compare worker_killed
kill_rank 0 zero_killed 1
compare zero_killed

# A rank that has said goodbye waits for the others; killed then, it must not keep them from ending. The study is longer, so that the
# rank dies while the others work.
run thinnet study "$fcn" --out one60 $settings --epochs 60
thinnet study export csv one60 >one.csv
ranks 3 --mca orte_enable_recovery 1 "$THINNET" study "$fcn" --out goodbye $settings --epochs 60 >"$out" 2>"$err" &
job=$!
command='rank 1 killed after its goodbye'
tries=0
while [ -z "$(ls goodbye/journals 2>/dev/null)" ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done
leaving=$(rank_of goodbye 1)
tries=0 # until it has finished a trial: before, a busy machine may not have let it begin, and the signal would end it at once
while [ -z "$(ls goodbye/journals/*."$leaving".* 2>/dev/null)" ] && [ $tries -lt 400 ]; do sleep 0.05; tries=$((tries + 1)); done
kill -TERM $leaving || fault 'no such rank'
sleep 0.3
kill -9 $leaving || fault 'it did not wait for the others'
wait $job
code=$?
[ "$code" -ne 124 ] || fault 'the others never ended'
compare goodbye
out_has 'report: '

# No module: the ranks share the work all the same, through the folder.
THINNET_MPI=$scratch/no/mpi.so
export THINNET_MPI
thinnet study export csv ranks1 >one.csv
run ranks 2 "$THINNET" study "$fcn" --out without $settings
exits 0
[ "$(grep -c 'there is no MPI module' "$err")" -eq 1 ] || fault 'not said, or twice'
compare without
finish
