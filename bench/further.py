"""What bench.py measures beside training steps: limits, Monte Carlo prediction, start-up, and trials side by side.

Each function gives rows (what, thinnet's figure, peer's or limit's figure, unit, ratio); a figure is None where there is none.
"""
import json
import os
import statistics
import subprocess
import tempfile
import time

import turns

HERE = os.path.dirname(os.path.abspath(__file__))
NETS = os.path.join(HERE, "models", "nets.py")
FCN = os.path.join(HERE, "..", "examples", "models", "simple_fcn.py") + ":SimpleFCN(64, 50, 10)"


def figures(command, env=None):
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
    return [float(value) for value in done.stdout.split()]


def memory_speed(build):
    """Fused dropout beside memcpy of the same array, in turns within one process."""
    rows = []
    for numbers in (4096, 262144, 16777216):
        for threads in (1, 2) if numbers > 1000000 else (1,):
            out = subprocess.run([os.path.join(build, "bench_mask_kernels"), str(numbers), str(threads)], capture_output=True,
                                 text=True, check=True).stdout
            for line in out.splitlines():
                if not line.startswith(("p=0.5", "p=0.1 ", "p=0.9")):
                    continue
                rate = line.split()[0]
                ratio = next(float(part.split()[1].rstrip("x")) for part in line.split("|") if part.split()[0] == "forward" and "kept" not in part)
                rows.append((f"dropout, {rate}, {numbers:,} floats, threads {threads}", ratio, None, "copies", None))
    return rows


def gemm_share(build, repeats):
    """How much of a whole step of 784-3x1024-10 its products would take alone, by the faster of ours and oneDNN's."""
    shares, rates = [], []
    for _ in range(repeats):
        flops, own, theirs = figures([os.path.join(build, "bench_limits")])
        best = min(own, theirs) if theirs else own
        step = figures([os.path.join(build, "bench_step"), NETS + ":Dense3x1024()", "784", "10", "100", "1", "1"])[0] * 1e-6
        shares.append(best / step)
        rates.append(flops / best / 1e9)
    return [("784-3x1024-10, batch 100: the whole products' rate over a step, zeros skipped, as a share of the machine's GEMM rate", statistics.median(shares), 1.0,
             f"of {statistics.median(rates):.0f} GFLOP/s", statistics.median(shares))]


def channels_skipped(build, repeats):
    """A whole training step with channel dropout beside the same at p=0, in turns."""
    rows = []
    cnn = os.path.join(HERE, "..", "examples", "models", "simple_cnn.py")
    for name, net in (("SimpleCNN", cnn + ":SimpleCNN"), ("3-32-64 channels, Dropout2d behind both convolutions", NETS + ":TwoConvs")):
        steps = {p: [] for p in (0, 0.5, 0.9)}
        for _ in range(repeats):
            for p, times in steps.items():
                times.append(figures([os.path.join(build, "bench_step"), f"{net}({p})", "3x32x32", "10", "64", "1", "0.5"])[0])
        for p in (0.5, 0.9):
            times_faster = statistics.median(none / some for none, some in zip(steps[0], steps[p]))
            rows.append((f"{name}, batch 64, threads 1: a training step at p={p}, {statistics.median(steps[p]):,.0f} us, is faster than at p=0",
                         times_faster, None, "times", None))
    return rows


def monte_carlo(build, python, torch, repeats):
    rows = []
    for where, net in (("all", "Dense3x1024"), ("last", "DenseLast")):
        programs = {"ours": ([os.path.join(build, "bench_predict"), f"{NETS}:{net}()", "784", "10", "100", "100", "1", "1"], None)}
        if torch:
            programs["theirs"] = ([python, os.path.join(HERE, "torch_predict.py"), where, "100", "100", "1", "1"], None)
        found = turns.in_turns(programs, repeats)
        ours, theirs = ([line[0] for line in found.get(who, [])] for who in ("ours", "theirs"))
        rows.append(("100 Monte Carlo passes, 784-3x1024-10, batch 100, dropout "
                     + ("in each layer" if where == "all" else "before the last layer"), statistics.median(ours),
                     statistics.median(theirs) if theirs else None, "ms",
                     statistics.median(t / o for t, o in zip(theirs, ours)) if theirs else None))
    return rows


def epilogue(build, repeats):
    """What bias, activation and dropout take of a Linear's step, beside the bare product (epilogue.c says how)."""
    rows = []
    for inputs, outputs, batch in ((784, 1024, 100), (784, 128, 64), (64, 50, 64)):
        for activation, dropout in (("ReLU", "Dropout"), ("SELU", "AlphaDropout"), ("GELU", "Dropout")):
            command = [os.path.join(build, "bench_epilogue"), str(inputs), str(outputs), str(batch), activation, dropout, "0.5"]
            found = turns.in_turns({"layer": (command, None)}, repeats)["layer"]
            whole, _, share = (statistics.median(column) for column in zip(*found))
            rows.append((f"Linear {inputs}-{outputs}, batch {batch}: bias, {activation} and {dropout}, share of its step of {whole:,.1f} us",
                         100 * share, None, "%", None))
    return rows


def batchwise(build, repeats):
    """A step with the same units dropped for all samples, which skips them, as a share of a step with Dropout at the same rates."""
    command = [os.path.join(build, "bench_step"), NETS + ":Dense3x1024()", "784", "10", "100", "1", "1"]
    found = turns.in_turns({"each": (command, None), "shared": (command + ["BatchwiseDropout"], None)}, repeats)
    share = statistics.median(shared[0] / each[0] for shared, each in zip(found["shared"], found["each"]))
    return [("784-3x1024-10, batch 100: a step with BatchwiseDropout, as a share of one with Dropout", share, None, "", None)]


def whole_process(build, command, times):
    """(median milliseconds, largest resident MB) of a command."""
    return tuple(figures([os.path.join(build, "bench_process"), str(times), *command]))


def start_up(build, python, torch):
    """From the command to the answer of one forward pass."""
    rows = []
    program = os.path.join(build, "thinnet")
    with tempfile.TemporaryDirectory() as folder:
        weights, table = os.path.join(folder, "w.safetensors"), os.path.join(folder, "one.csv")
        with open(table, "w") as f:
            f.write("\n".join(",".join(["0.5"] * 64 + [str(label)]) for label in range(10)) + "\n")
        subprocess.run([program, "train", FCN, "-q", "--data", table, "--epochs", "1", "--save", weights], check=True,
                       stdout=subprocess.DEVNULL)
        ours = whole_process(build, [program, "eval", FCN, "--weights", weights, "--data", table, "-q"], 30)
    theirs = (None, None)
    if torch:
        theirs = whole_process(build, [python, "-c", "import torch; from torch import nn; torch.set_num_threads(1);"
                                "nn.Sequential(nn.Linear(64, 50), nn.ReLU(), nn.Dropout(), nn.Linear(50, 10)).eval()(torch.zeros(2, 64))"], 5)
    for i, (what, unit) in enumerate((("start-up and one forward of SimpleFCN", "ms"), ("memory of that", "MB"))):
        rows.append((what, ours[i], theirs[i], unit, theirs[i] / ours[i] if theirs[i] else None))
    return rows


def side_by_side(build, repeats):
    """k single-threaded trials on k cores: their throughput together over k times that of one alone."""
    k, shares = os.cpu_count(), []
    command = [os.path.join(build, "bench_step"), FCN, "64", "10", "32", "1", "0.5"]
    for _ in range(repeats):
        alone = figures(command)[0]
        together = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(k)]
        steps = sum(1 / float(p.communicate()[0].split()[0]) for p in together)
        shares.append(steps * alone / k)
    return [(f"{k} trials of SimpleFCN side by side: share of {k} times one's throughput", statistics.median(shares), 1.0, "", statistics.median(shares))]


def study(build, python, torch, repeats):
    """A study of SimpleFCN on the digits: milliseconds a trial, beside a PyTorch script that trains the same trials; and a whole one."""
    digits = os.path.join(HERE, "..", "data", "digits")
    command = [os.path.join(build, "thinnet"), "study", FCN, "-q", "--json"]
    ours, theirs, whole = [], [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            out = subprocess.run(command + ["--kinds", "Dropout", "--jobs", "1", "--out", os.path.join(folder, "one")], capture_output=True,
                                 text=True, check=True).stdout
            seconds = time.perf_counter() - started
            events = [json.loads(line) for line in out.splitlines()]
            ours.append(seconds / sum(e["trials"] for e in events if e["event"] == "stage") * 1e3)
            started = time.perf_counter()
            subprocess.run(command + ["--include-wrong", "--kinds", "Dropout,AlphaDropout,GaussianDropout", "--out",
                                      os.path.join(folder, "all")], capture_output=True, check=True)
            whole.append(time.perf_counter() - started)
        if torch:
            theirs.append(figures([python, os.path.join(HERE, "torch_study.py"), digits, "8"])[0])
    return [("a trial of a study, SimpleFCN on digits, 30 epochs, one core", statistics.median(ours), statistics.median(theirs) if theirs else None,
             "ms", statistics.median(t / o for t, o in zip(theirs, ours)) if theirs else None),
            ("a whole study of it: all sites, 3 kinds, 5 rates, 5 seeds and fresh ones, all cores", statistics.median(whole), None, "s", None)]


def all_rows(build, python, torch, repeats):
    rows = memory_speed(build) + gemm_share(build, repeats) + epilogue(build, repeats) + batchwise(build, repeats) + channels_skipped(build, repeats)
    rows += monte_carlo(build, python, torch, repeats)
    return rows + start_up(build, python, torch) + side_by_side(build, repeats) + study(build, python, torch, repeats)


def print_rows(rows):
    for what, ours, theirs, unit, ratio in rows:
        peer = f", PyTorch {theirs:.4g}: {ratio:.1f}x" if theirs and unit in ("ms", "MB") else ""
        print(f"{what}: {ours:.3g} {unit}{peer}", flush=True)
