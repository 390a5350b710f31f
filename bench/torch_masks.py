"""Nanoseconds a unit of PyTorch's bernoulli_ and F.dropout on 262,144 floats, one thread: the peer of masks.c.

    torch_masks.py P
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

import turns

N = 1 << 18


def nanoseconds(work):
    took = []
    for _ in range(21):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1e9 / N)
    return statistics.median(took)


p = float(sys.argv[1])
torch.set_num_threads(1)
x = torch.rand(N)
mask = torch.empty(N)
turns.serve(lambda: f"{nanoseconds(lambda: mask.bernoulli_(1 - p)):.4f} {nanoseconds(lambda: F.dropout(x, p)):.4f}")
