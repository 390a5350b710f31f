"""Training steps of thinnet beside PyTorch's, in interleaved repeats: medians, spread, ratios.

    bench.py BUILD_FOLDER [--repeats 3] [--seconds 0.6] [--only NAME] [--quick] [--compile]

Needs only a Python. Columns of PyTorch, as installed and tuned, appear where THINNET_PYTHON (or this Python) has torch,
of torch.compile with --compile, of JAX where THINNET_JAX_PYTHON (or the same Python) has jax, of KANN, darknet and tiny-dnn
where peers.py is told of their sources. Writes bench.json, bench.svg and performance.md into BUILD_FOLDER/bench and prints a table.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

import further
import peers
import report
import turns

HERE = os.path.dirname(os.path.abspath(__file__))
NETS = os.path.join(HERE, "models", "nets.py")
FCN = os.path.join(HERE, "..", "examples", "models", "simple_fcn.py") + ":SimpleFCN(64, 50, 10)"
CNN = os.path.join(HERE, "..", "examples", "models", "simple_cnn.py") + ":SimpleCNN()"

# name, MODEL, sample, classes, batch sizes
ROWS = [
    ("SimpleFCN", FCN, "64", 10, (1, 32, 256)),
    ("AlphaDropout SELU", NETS + ":AlphaSELU()", "64", 10, (64,)),
    ("784-128-10", NETS + ":Dense128()", "784", 10, (64,)),
    ("784-3x1024-10", NETS + ":Dense3x1024()", "784", 10, (100,)),
    ("SimpleCNN", CNN, "3x32x32", 10, (64,)),
    ("examples CNN", NETS + ":ExamplesCNN()", "1x28x28", 10, (64,)),
]


JAX_NETS = ("SimpleFCN", "784-128-10", "784-3x1024-10")


def has(python, module):
    return subprocess.run([python, "-c", "import " + module], capture_output=True).returncode == 0


def tuned_environment(folder):
    """For PyTorch: MKL may use AVX-512 on any CPU, and malloc keeps its pages."""
    env = dict(os.environ, MALLOC_TRIM_THRESHOLD_="4294967296", MALLOC_MMAP_THRESHOLD_="4294967296", MALLOC_TOP_PAD_="67108864")
    shim = os.path.join(os.path.abspath(folder), "mkl_any_cpu.so")
    built = subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o", shim, os.path.join(HERE, "mkl_any_cpu.c")],
                           capture_output=True)
    if built.returncode == 0:
        env["LD_PRELOAD"] = shim
    return env


def columns_of(build, folder, args, python, torch):
    """name -> function(row name, MODEL, sample, classes, batch, threads) giving (command, environment), or None."""
    def torch_column(env, *more):
        return lambda name, model, sample, classes, batch, threads: (
            [python, os.path.join(HERE, "torch_step.py"), name, str(batch), str(threads), str(args.seconds), *more], env)

    columns = {"thinnet": lambda name, model, sample, classes, batch, threads: (
        [os.path.join(build, "bench_step"), model, sample, str(classes), str(batch), str(threads), str(args.seconds)], None)}
    if torch:
        tuned = tuned_environment(folder)
        columns["PyTorch"] = torch_column(None)
        columns["tuned"] = torch_column(tuned)
        if args.compile:
            columns["compile"] = torch_column(tuned, "compile")
    jax_python = os.environ.get("THINNET_JAX_PYTHON", python)
    if has(jax_python, "jax"):
        columns["JAX"] = lambda name, model, sample, classes, batch, threads: (
            [jax_python, os.path.join(HERE, "jax_step.py"), name, str(batch), str(threads), str(args.seconds)],
            None) if name in JAX_NETS else None
    columns.update(peers.columns(folder, args))
    return columns


def spread(values):
    return f"{statistics.median(values):10.1f} [{min(values):.1f}, {max(values):.1f}]"


def bench_masks(build, python, torch, repeats):
    """Masks of 262,144 units, one thread: ours drawn as PyTorch draws them, ours by default, and PyTorch's."""
    rows = []
    for p in (0.5, 0.1):
        programs = {"ours": ([os.path.join(build, "bench_masks"), str(p)], None)}
        if torch:
            programs["theirs"] = ([python, os.path.join(HERE, "torch_masks.py"), str(p)], None)
        found = turns.in_turns(programs, repeats)
        ours, theirs = found["ours"], found.get("theirs")
        torch_mask, philox, dropout, copy = (statistics.median(column) for column in zip(*ours))
        print(f"masks, p={p}: --rng torch {torch_mask:.2f} ns a unit, default {philox:.3f}, default dropout {dropout:.3f} "
              f"({dropout / copy:.1f} copies)")
        row = {"p": p, "rng_torch_ns": torch_mask, "philox_ns": philox, "dropout_ns": dropout, "copy_ns": copy}
        if torch:
            bernoulli, f_dropout = (statistics.median(column) for column in zip(*theirs))
            ratios = sorted(o[0] / t[0] for o, t in zip(ours, theirs))
            row.update(torch_bernoulli_ns=bernoulli, torch_dropout_ns=f_dropout, rng_torch_ratio=ratios)
            print(f"    PyTorch: bernoulli_ {bernoulli:.2f}, F.dropout {f_dropout:.2f}; --rng torch takes "
                  f"{statistics.median(ratios):.2f} [{ratios[0]:.2f}, {ratios[-1]:.2f}] of bernoulli_, the default dropout "
                  f"{f_dropout / dropout:.0f} times less than F.dropout")
        rows.append(row)
    return rows


def say(what, started):
    print(f"[{(time.monotonic() - started) / 60:.1f} min] {what}", file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.6)
    parser.add_argument("--only")
    parser.add_argument("--quick", action="store_true", help="one thread, 2 short repeats")
    parser.add_argument("--compile", action="store_true", help="a column of torch.compile too")
    args = parser.parse_args()
    if args.quick:
        args.repeats, args.seconds = 2, 0.2
    python = os.environ.get("THINNET_PYTHON", sys.executable)
    torch = has(python, "torch")
    if not torch:
        print("PyTorch is not installed here (THINNET_PYTHON can name a Python that has it): no columns of it.")
    started = time.monotonic()
    folder = os.path.join(args.build, "bench")
    os.makedirs(folder, exist_ok=True)

    masks = bench_masks(args.build, python, torch, args.repeats)
    columns = columns_of(args.build, folder, args, python, torch)
    print(f"{'training step, microseconds':<30}{'threads':>8}" + "".join(f"{c:>30}" for c in columns))
    cells = [(row, batch, threads) for row in ROWS if args.only in (None, row[0])
             for batch in row[4] for threads in ((1,) if args.quick else (1, 2))]
    rows = []
    for row, batch, threads in cells:
        say(f"row {len(rows) + 1} of {len(cells)}", started)
        rows.append(bench_row(columns, row, batch, threads, args.repeats))
    if args.only is None:
        say("limits, prediction, start-up, studies", started)
    others = further.all_rows(args.build, python, torch, args.repeats) if args.only is None else []
    further.print_rows(others)
    report.write(folder, {"machine": report.machine(), "quick": args.quick, "minutes": (time.monotonic() - started) / 60, "masks": masks, "rows": rows, "further": others})


def bench_row(columns, row, batch, threads, repeats):
    """Every column in turn, `repeats` times over, so that a slow minute of the machine falls on all."""
    name, model, sample, classes, _ = row
    commands = {column: command_of(name, model, sample, classes, batch, threads) for column, command_of in columns.items()}
    found = turns.in_turns({column: command for column, command in commands.items() if command}, repeats)
    times = {column: [figures[0] for figures in found.get(column, [])] for column in columns}
    print(f"{name + ', batch ' + str(batch):<30}{threads:>8}"
          + "".join(f"{spread(t) if t else '':>30}" for t in times.values()), flush=True)
    ratios = {c: statistics.median(t / o for t, o in zip(times[c], times["thinnet"])) for c in times if c != "thinnet" and times[c]}
    return {"net": name, "batch": batch, "threads": threads, "us": times, "ratios": ratios}


if __name__ == "__main__":
    main()
