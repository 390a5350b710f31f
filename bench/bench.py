"""Training steps of thinnet beside PyTorch's, in interleaved repeats: medians, spread, ratios.

    bench.py BUILD_FOLDER [--repeats 3] [--seconds 0.6] [--only NAME]

Needs only a Python; the PyTorch columns appear where THINNET_PYTHON (or this Python) has torch. Writes
BUILD_FOLDER/bench/bench.json and prints a table.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys

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


def run_all(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command)} failed:\n{done.stderr}")
    return [float(value) for value in done.stdout.split()]


def run(command):
    return run_all(command)[0]


def has_torch(python):
    return subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0


def cpu_flags():
    try:
        with open("/proc/cpuinfo") as f:
            flags = next((line for line in f if line.startswith("flags")), "").split()
    except OSError:
        return []
    return [f for f in flags if f.startswith(("avx", "fma"))]


def spread(values):
    return f"{statistics.median(values):10.1f} [{min(values):.1f}, {max(values):.1f}]"


def bench_masks(build, python, torch, repeats):
    """Masks of 262,144 units, one thread: ours drawn as PyTorch draws them, ours by default, and PyTorch's."""
    rows = []
    for p in (0.5, 0.1):
        ours, theirs = [], []
        for _ in range(repeats):
            ours.append(run_all([os.path.join(build, "bench_masks"), str(p)]))
            if torch:
                theirs.append(run_all([python, os.path.join(HERE, "torch_masks.py"), str(p)]))
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.6)
    parser.add_argument("--only")
    args = parser.parse_args()
    step = os.path.join(args.build, "bench_step")
    python = os.environ.get("THINNET_PYTHON", sys.executable)
    torch = has_torch(python)
    if not torch:
        print("PyTorch is not installed here (THINNET_PYTHON can name a Python that has it): no peer columns.")

    results = []
    masks = bench_masks(args.build, python, torch, args.repeats)
    print(f"{'training step, microseconds':<30}{'threads':>8}  {'thinnet':>28}  {'PyTorch eager':>28}  ratio")
    for name, model, sample, classes, batches in ROWS:
        if args.only and args.only != name:
            continue
        for batch in batches:
            for threads in (1, 2):
                ours, theirs = [], []
                for _ in range(args.repeats):
                    ours.append(run([step, model, sample, str(classes), str(batch), str(threads), str(args.seconds)]))
                    if torch:
                        theirs.append(run([python, os.path.join(HERE, "torch_step.py"), name, str(batch),
                                           str(threads), str(args.seconds)]))
                row = {"net": name, "batch": batch, "threads": threads, "thinnet_us": ours, "torch_us": theirs}
                line = f"{name + ', batch ' + str(batch):<30}{threads:>8}  {spread(ours):>28}"
                if torch:
                    ratios = sorted(t / o for t, o in zip(theirs, ours))
                    row["ratio"] = statistics.median(ratios)
                    line += f"  {spread(theirs):>28}  {row['ratio']:.1f}x [{ratios[0]:.1f}, {ratios[-1]:.1f}]"
                print(line, flush=True)
                results.append(row)
    folder = os.path.join(args.build, "bench")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "bench.json"), "w") as f:
        json.dump({"machine": platform.processor() or platform.machine(), "cpu_flags": cpu_flags(),
                   "cpus": os.cpu_count(), "masks": masks, "rows": results}, f, indent=1)


if __name__ == "__main__":
    main()
