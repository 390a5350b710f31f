"""Random draws of thinnet beside live PyTorch: at least 200 random cases of every distribution, in random sequences, bit for bit.

    live_random.py DRAWS_PROGRAM

Cases change the size (1 to 1,048,576, odd ones too), the parameters, the order of operations and PyTorch's number of threads. Exit 77:
PyTorch is not installed.
"""
import random
import struct
import subprocess
import sys

try:
    import numpy as np
    import torch
except ImportError:
    print("skipped: this Python has no PyTorch")
    sys.exit(77)

CASES = 200
RATES = [0.5, 0.1, 0.9, 0.2, 0.25, 1 / 3, 0.001, 0.999, 1e-7, 0.0, 1.0]


def size(rng):
    if rng.random() < 0.04:
        return rng.choice([1048576, 1048575, 524289, 100003])
    return rng.choice([rng.randint(1, 40), rng.randint(1, 3000), 2 ** rng.randint(0, 14) + rng.randint(-1, 1) or 1])


class Indices(torch.utils.data.Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return i


def epoch(n):
    loader = torch.utils.data.DataLoader(Indices(n), 64, shuffle=True)
    return torch.cat(list(loader))


def operation(name, rng):
    """The driver's line, and what PyTorch does for it."""
    n = size(rng)
    low = rng.uniform(-3, 3)
    high = low + rng.uniform(0.01, 5)
    if name in ("uniform", "uniform64"):
        dtype = torch.float32 if name == "uniform" else torch.float64
        return f"{name} {n} {low.hex()} {high.hex()}", lambda: torch.empty(n, dtype=dtype).uniform_(low, high)
    if name == "normal":
        return f"normal {n} {low.hex()} {abs(high).hex()}", lambda: torch.empty(n).normal_(low, abs(high))
    if name == "exponential":
        return f"exponential {n} {abs(high).hex()}", lambda: torch.empty(n).exponential_(abs(high))
    if name == "bernoulli":
        p = rng.choice(RATES + [rng.random()])
        return f"bernoulli {n} {p.hex()}", lambda: torch.empty(n).bernoulli_(p)
    if name == "integers":
        a, b = sorted((rng.randint(-10**6, 10**6), rng.choice([rng.randint(-10**6, 10**6), rng.randint(1, 2**50)])))
        return f"integers {n} {a} {b + 1}", lambda: torch.randint(a, b + 1, (n,))
    if name == "permutation":
        return f"permutation {n}", lambda: torch.randperm(n)
    n = min(n, 3000)
    return f"epoch {n}", lambda: epoch(n)


def main():
    rng = random.Random(2013)
    names = ["uniform", "uniform64", "normal", "exponential", "bernoulli", "integers", "permutation", "epoch"]
    cases = names * CASES
    rng.shuffle(cases)
    lines, results, at = [], [], 0
    while at < len(cases):
        seed = rng.choice([rng.randrange(2**63), rng.randrange(100), 2**32 - 1, 2**32 + 7])
        torch.set_num_threads(rng.choice([1, 2]))
        torch.manual_seed(seed)
        lines.append(f"seed {seed}")
        for name in cases[at:at + rng.randint(1, 12)]:
            line, draw = operation(name, rng)
            lines.append(line)
            results.append((line, seed, draw().numpy().tobytes()))
            at += 1
    done = subprocess.run([sys.argv[1]], input=("\n".join(lines) + "\n").encode(), capture_output=True, check=True)
    raw, offset = done.stdout, 0
    for line, seed, wanted in results:
        (count,) = struct.unpack_from("<q", raw, offset)
        got = raw[offset + 8:offset + 8 + count]
        offset += 8 + count
        if got != wanted:
            sys.exit(f"differs after seed {seed}: {line}")
    print(f"{len(results)} draws of {len(names)} distributions coincide, {CASES} of each")


if __name__ == "__main__":
    main()
