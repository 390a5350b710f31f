"""Trains the same nets with the same settings in thinnet and in PyTorch and compares test accuracies.

    accuracy.py THINNET [--data MNIST_FOLDER] [--seeds 5]

For each net: mean test accuracy and its 95 % interval over seeds on both sides, and the difference of means with its
Welch interval. PyTorch's side is written as its users write it. Needs torch and numpy.
"""
import argparse
import gzip
import json
import math
import os
import statistics
import subprocess
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, "..", "examples", "models")
DIGITS = os.path.join(HERE, "..", "data", "digits")

# Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom (any statistics table).
T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
       2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042]


def read_idx(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as f:
        raw = f.read()
    rank = raw[3]
    dims = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(dims)


def normalised(train, test, top):
    train, test = train.astype(np.float32) / top, test.astype(np.float32) / top
    mean, std = train.mean(), train.std()
    return ((a - mean) / std for a in (train, test))


def digits():
    x = read_idx(os.path.join(DIGITS, "digits-images-idx3-ubyte")).reshape(-1, 64)
    y = read_idx(os.path.join(DIGITS, "digits-labels-idx1-ubyte"))
    train, test = normalised(x[:1397], x[1397:], 16)
    return train, y[:1397], test, y[1397:]


def mnist(folder):
    part = lambda name: read_idx(os.path.join(folder, name))
    x, y = part("train-images-idx3-ubyte.gz"), part("train-labels-idx1-ubyte.gz")
    xt, yt = part("t10k-images-idx3-ubyte.gz"), part("t10k-labels-idx1-ubyte.gz")
    train, test = normalised(x.reshape(-1, 784), xt.reshape(-1, 784), 255)
    return train, y, test, yt


def dense(sizes, p):
    layers = []
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(a, b))
        if i < len(sizes) - 2:
            layers += [nn.ReLU(), nn.Dropout(p)]
    return nn.Sequential(*layers)


def train_torch(sizes, data, epochs, batch, lr, momentum, seed):
    torch.manual_seed(seed)
    x, y, xt, yt = (torch.from_numpy(np.ascontiguousarray(a)) for a in data)
    net = dense(sizes, 0.5)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y.long()), batch, shuffle=True)
    optimiser = torch.optim.SGD(net.parameters(), lr, momentum=momentum)
    for _ in range(epochs):
        net.train()
        for xb, yb in loader:
            optimiser.zero_grad()
            F.cross_entropy(net(xb), yb).backward()
            optimiser.step()
    net.eval()
    with torch.no_grad():
        return (net(xt).argmax(1) == yt).double().mean().item()


def train_thinnet(thinnet, model, data, epochs, batch, lr, momentum, seed):
    command = [thinnet, "train", model, "--data", data, "--epochs", str(epochs), "--batch-size", str(batch),
               "--lr", str(lr), "--momentum", str(momentum), "--seed", str(seed), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    last = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")][-1]
    return last["test"]["accuracy"]


def summarise(values):
    n = len(values)
    half = T95[n - 2] * statistics.stdev(values) / math.sqrt(n)
    return statistics.mean(values), half


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("thinnet")
    parser.add_argument("--data", help="a folder with MNIST")
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(1)
    fcn = os.path.join(MODELS, "simple_fcn.py")
    cases = [("SimpleFCN(64, 50, 10) on digits", f"{fcn}:SimpleFCN(64, 50, 10)", [64, 50, 10], "digits", digits(),
              20, 32, 0.1, 0.9)]
    if args.data:
        cases.append(("784-128-10 on MNIST", f"{fcn}:SimpleFCN(784, 128, 10)", [784, 128, 10], args.data,
                      mnist(args.data), 3, 64, 0.1, 0.0))
    for name, model, sizes, source, data, epochs, batch, lr, momentum in cases:
        ours = [train_thinnet(args.thinnet, model, source, epochs, batch, lr, momentum, s) for s in range(args.seeds)]
        theirs = [train_torch(sizes, data, epochs, batch, lr, momentum, s) for s in range(args.seeds)]
        (a, ha), (b, hb) = summarise(ours), summarise(theirs)
        half = math.hypot(ha, hb)
        verdict = "agree" if abs(a - b) <= half else "differ"
        print(f"{name}: thinnet {100 * a:.2f} +- {100 * ha:.2f} %, PyTorch {100 * b:.2f} +- {100 * hb:.2f} %, "
              f"difference {100 * (a - b):+.2f} +- {100 * half:.2f}: they {verdict}")


if __name__ == "__main__":
    main()
