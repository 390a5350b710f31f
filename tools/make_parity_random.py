"""Writes tests/parity/golden/random.txt: what PyTorch 2.13 draws, for tests/unit/random/test_torch.c to draw again.

    make_parity_random.py        (with PyTorch 2.13, CPU, on a machine with AVX2)

A line is an operation with its arguments, then the results: floats and doubles as hexadecimal bits, integers as they are. Long
results are given as their FNV-1a hash of 64 bits over the bytes ("#..."), short ones in full. Operations of one `seed` line go on from
each other, so that each also pins how many words the one before took.
"""
import os
import struct

import numpy as np
import torch
from torch import nn

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "parity", "golden", "random.txt")
SEEDS = [0, 1, 42, 2**31 - 1, 2**32 - 1, 2**32 + 7, 987654321987654321]
SIZES = [1, 2, 7, 15, 16, 17, 31, 100, 1003]
lines = []


def fnv(data):
    h = 0xCBF29CE484222325
    for b in data:
        h = (h ^ b) * 0x100000001B3 & (2**64 - 1)
    return h


def emit(name, arguments, tensor):
    array = np.ascontiguousarray(tensor.detach().numpy())
    if array.size <= 4:
        kind = {4: "<I", 8: "<Q"}[array.itemsize]
        values = [format(struct.unpack(kind, v.tobytes())[0], "x") for v in array.ravel()]
    else:
        values = [f"#{fnv(array.tobytes()):016x}"]
    lines.append(" ".join([name, *map(str, arguments), "=", *values]))


def draws(seed):
    torch.manual_seed(seed)
    lines.append(f"seed {seed}")
    for n in SIZES:
        emit("uniform", [n, -0.3, 0.9], torch.empty(n).uniform_(-0.3, 0.9))
        emit("uniform64", [n, 2.5, 9.0], torch.empty(n, dtype=torch.float64).uniform_(2.5, 9.0))
        emit("normal", [n, 0.5, 2.0], torch.empty(n).normal_(0.5, 2.0))
        emit("exponential", [n, 1.5], torch.empty(n).exponential_(1.5))
        for p in (0.1, 0.5, 1 / 3, 0.9):
            emit("bernoulli", [n, p.hex()], torch.empty(n).bernoulli_(p))
        emit("integers", [n, -5, 1000], torch.randint(-5, 1000, (n,)))
        emit("integers", [n, 0, 2**40], torch.randint(0, 2**40, (n,)))
        emit("permutation", [n], torch.randperm(n))
    state = torch.get_rng_state()
    emit("state", [], state)


def initialisers(seed):
    torch.manual_seed(seed)
    lines.append(f"seed {seed}")
    for rows, columns in ((3, 5), (50, 64), (10, 1)):
        layer = nn.Linear(columns, rows)
        emit("linear", [rows, columns], torch.cat([layer.weight.flatten(), layer.bias]))
        w = torch.empty(rows, columns)
        emit("kaiming_uniform", [rows, columns], nn.init.kaiming_uniform_(w, nonlinearity="relu"))
        emit("kaiming_normal", [rows, columns], nn.init.kaiming_normal_(w, nonlinearity="relu"))
        emit("xavier_uniform", [rows, columns], nn.init.xavier_uniform_(w))
        emit("xavier_normal", [rows, columns], nn.init.xavier_normal_(w, gain=2.0))
        emit("trunc_normal", [rows, columns, 0.1, 0.7, -1, 1.5], nn.init.trunc_normal_(w, 0.1, 0.7, -1, 1.5))
        emit("trunc_normal", [rows, columns, 0, 1, 2, 3], nn.init.trunc_normal_(w, 0, 1, 2, 3))
    conv = nn.Conv2d(3, 16, 3)
    emit("linear", [16, 27], torch.cat([conv.weight.flatten(), conv.bias]))


class Indices(torch.utils.data.Dataset):
    def __len__(self):
        return 103

    def __getitem__(self, i):
        return i


def epochs(seed):
    torch.manual_seed(seed)
    lines.append(f"seed {seed}")
    loader = torch.utils.data.DataLoader(Indices(), 10, shuffle=True)
    for _ in range(3):
        emit("epoch", [103], torch.cat(list(loader)))
        emit("uniform", [3, 0.0, 1.0], torch.empty(3).uniform_(0, 1))


for s in SEEDS:
    draws(s)
    initialisers(s)
    epochs(s)
with open(OUT, "w") as f:
    f.write(f"# made by tools/make_parity_random.py with PyTorch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}\n")
    f.write("\n".join(lines) + "\n")
