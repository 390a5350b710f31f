"""One net trained by several ranks beside one process, in turns: samples a second, medians, ratios.

    bench/ranks.py BUILD_FOLDER [--repeats 5] [--epochs 2] [--only N]

Needs only a Python and mpirun. The first epoch of a run, which plans, is left out.
"""
import argparse
import json
import os
import random
import statistics
import struct
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
NETS = os.path.join(HERE, "models", "nets.py")
SAMPLES = 4096

# name, MODEL, batch size
NETS_TIMED = [
    ("784-3x1024-10", NETS + ":Dense3x1024()", 128),
    ("784-3x1024-10", NETS + ":Dense3x1024()", 512),
    ("examples CNN", NETS + ":ExamplesCNN()", 128),
]
MPIRUN = ["mpirun", "--oversubscribe", "--mca", "btl", "self,vader", "--mca", "btl_base_warn_component_unused", "0", "-n"]
WAYS = {
    "1 process": ([], []),
    "1 process, 2 threads": ([], ["--threads", "2"]),
    "1 process, 2 shards": ([], ["--shards", "2"]),
    "1 process, 8 shards": ([], ["--shards", "8"]),
    "2 ranks, 2 shards": (MPIRUN + ["2"], ["--shards", "2"]),
    "2 ranks, 8 shards": (MPIRUN + ["2"], ["--shards", "8"]),
}


def write_images(folder, shape):
    draw = random.Random(1)
    numbers = shape[0] * shape[1]
    for part, n in (("train", SAMPLES), ("t10k", 10)):
        with open(os.path.join(folder, part + "-images-idx3-ubyte"), "wb") as f:
            f.write(struct.pack(">IIII", 0x803, n, *shape) + draw.randbytes(n * numbers))
        with open(os.path.join(folder, part + "-labels-idx1-ubyte"), "wb") as f:
            f.write(struct.pack(">II", 0x801, n) + bytes(draw.randrange(10) for _ in range(n)))


def samples_a_second(program, before, after, model, data, batch, epochs, folder):
    log = os.path.join(folder, "log.jsonl")
    command = before + [program, "train", model, "--data", data, "--batch-size", str(batch), "--epochs", str(epochs + 1), "--log", log]
    env = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    subprocess.run(command + after, check=True, capture_output=True, env=env)
    with open(log) as lines:
        seconds = [json.loads(line)["seconds"] for line in lines if '"epoch"' in line.split(",")[0]]
    return SAMPLES / min(b - a for a, b in zip(seconds, seconds[1:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--only", type=int, help="this net of the list alone, from 0 on")
    given = parser.parse_args()
    program = os.path.join(os.path.abspath(given.build), "thinnet")
    os.environ.setdefault("THINNET_MPI", os.path.join(os.path.abspath(given.build), "mpi", "mpi.so"))
    with tempfile.TemporaryDirectory() as folder:
        write_images(folder, (28, 28))
        for name, model, batch in NETS_TIMED if given.only is None else [NETS_TIMED[given.only]]:
            speeds = {way: [] for way in WAYS}
            for _ in range(given.repeats):
                for way, (before, after) in WAYS.items():
                    speeds[way].append(samples_a_second(program, before, after, model, folder, batch, given.epochs, folder))
            print(f"{name}, batch {batch}")
            for way, values in speeds.items():
                ratios = [v / one for v, one in zip(values, speeds["1 process"])]
                print(f"  {way:22} {statistics.median(values):9.0f} samples/s, {statistics.median(ratios):.2f} times 1 process "
                      f"({min(ratios):.2f} to {max(ratios):.2f})", flush=True)


main()
