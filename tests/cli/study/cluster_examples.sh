#!/bin/sh
# examples/clusters as far as a machine without a cluster can try them: three workers each, as a Slurm array, by an srun of our own, and
# by the command of the Kubernetes job; the tables are those of one process.
. "$TN_SOURCE_DIR/tests/cli/common.sh"
clusters=$TN_SOURCE_DIR/examples/clusters
mkdir bin
ln -s "$THINNET" bin/thinnet
export PATH="$scratch/bin:$PATH"
prepare() { run "$THINNET" study "$fcn" --epochs 3 --seeds 3 --more-seeds 4 --rates 0.3 --out "$1" $2; exits 0; }
check() { # check FOLDER: its table, and nothing left behind
    "$THINNET" study export csv "$1" >"$1.csv"
    same one.csv "$1.csv"
    [ -z "$(ls "$1/leases")" ] || fault "leases are left in $1"
}
three() { # three COMMAND...: three at once; each must end well
    command=$*
    pids=
    for task in 0 1 2; do
        SLURM_ARRAY_TASK_ID=$task SLURM_PROCID=$task JOB_COMPLETION_INDEX=$task "$@" >"$out" 2>>"$err" </dev/null &
        pids="$pids $!"
    done
    for pid in $pids; do wait "$pid" || fault "a worker ended with $?"; done
}
prepare one ''
"$THINNET" study export csv one >one.csv

for script in slurm_array.sh srun.sh; do
    sh -n "$clusters/$script" || fault "$script is no shell script"
    if command -v bash >/dev/null; then bash -n "$clusters/$script" || fault "$script is no bash script"; fi
done
grep '^#SBATCH' "$clusters/slurm_array.sh" >lines
grep -vE '^#SBATCH --[a-z-]+(=[^ ]+)?$' lines >odd && fault "no options of sbatch: $(cat odd)"
# sbatch stops looking at the first command.
[ "$(sed '/^[^#]/q' "$clusters/slurm_array.sh" | grep -c '^#SBATCH')" -eq "$(wc -l <lines)" ] || fault 'an #SBATCH line after a command'

prepare array --prepare
export SLURM_CPUS_PER_TASK=1
STUDY=$scratch/array three sh "$clusters/slurm_array.sh"
check array

# As srun does: options, then a command that is started once a task.
cat >bin/srun <<'END'
#!/bin/sh
while case $1 in --*=*) true ;; *) false ;; esac; do echo "$1" >>"$OPTIONS"; shift; done
for task in 0 1 2; do SLURM_PROCID=$task "$@" & pids="$pids $!"; done
for pid in $pids; do wait "$pid" || exit 1; done
END
chmod +x bin/srun
prepare allocation --prepare
STUDY=$scratch/allocation OPTIONS=$scratch/options run sh "$clusters/srun.sh"
exits 0
grep -qx -- '--ntasks-per-node=1' options || fault 'not one task a node'
check allocation

for python in python3 "${THINNET_PYTHON:-}"; do
    [ -n "$python" ] && "$python" -c 'import yaml' 2>/dev/null && break
    python=
done
if [ -n "$python" ]; then
    "$python" - "$clusters/kubernetes.yaml" >words <<'END' || fault 'kubernetes.yaml is no indexed job whose mounts have volumes'
import sys
import yaml

with open(sys.argv[1]) as f:
    job = yaml.safe_load(f)
spec = job["spec"]
pod = spec["template"]["spec"]
container, = pod["containers"]
assert job["apiVersion"] == "batch/v1" and job["kind"] == "Job"
assert spec["completionMode"] == "Indexed" and spec["parallelism"] <= spec["completions"]
assert pod["restartPolicy"] in ("Never", "OnFailure")
assert {m["name"] for m in container["volumeMounts"]} == {v["name"] for v in pod["volumes"]}
assert container["command"][0] == "thinnet" and any(m["mountPath"] == "/studies" for m in container["volumeMounts"])
print("\n".join(container["command"]))
END
else
    echo 'not parsed: no Python with yaml; its command is taken by its brackets'
    sed -n 's/^ *command: \[\(.*\)\]$/\1/p' "$clusters/kubernetes.yaml" | tr -d '" ' | tr ',' '\n' >words
fi
prepare job --prepare
set --
while read -r word; do set -- "$@" "$(echo "$word" | sed "s|^/studies/first$|$scratch/job|")"; done <words
[ $# -gt 3 ] || fault 'no command in kubernetes.yaml'
three "$@"
check job
finish
