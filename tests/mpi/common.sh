# What the tests with mpirun share. Source it after tests/cli/common.sh. THINNET_MPI is the module.
command -v mpirun >/dev/null || { echo 'skipped: there is no mpirun'; exit 77; }
[ -f "$THINNET_MPI" ] || { echo 'skipped: thinnet was built without MPI'; exit 77; }
# Open MPI keeps memory of its own to the end, which the leak sanitizer would take for ours.
export ASAN_OPTIONS=detect_leaks=0
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks() { # ranks N OPTIONS -- ARGUMENTS: the program in N ranks of this machine; the bound is for what hangs, on a busy machine too
    n=$1
    shift
    timeout 300 mpirun --oversubscribe --mca btl self,vader --mca btl_base_warn_component_unused 0 -n "$n" "$@" </dev/null
}
rank_of() { # rank_of WORD RANK: the process of that rank whose command line has WORD
    for place in /proc/[0-9]*; do
        { tr '\0' '\n' <"$place/cmdline"; } 2>/dev/null | grep -qx "$1" || continue
        [ "$(cat "$place/comm")" = thinnet ] || continue
        tr '\0' '\n' <"$place/environ" 2>/dev/null | grep -qx "OMPI_COMM_WORLD_RANK=$2" && basename "$place"
    done
}
