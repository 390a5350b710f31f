"""Times Monte Carlo prediction in PyTorch, one pass after the other: the peer of predict.c.

    torch_predict.py all|last BATCH PASSES THREADS SECONDS

The net is 784-3x1024-10 with dropout at every layer, or before the last layer only. Prints milliseconds: median, 10th and
90th percentile.
"""
import sys
import time

import torch
from torch import nn

import turns
from torch_step import dense


def main():
    where, batch, passes, threads, seconds = sys.argv[1], *map(int, sys.argv[2:5]), float(sys.argv[5])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    sizes = [784, 1024, 1024, 1024, 10]
    if where == "all":
        net = dense(sizes, input_rate=0.2)
    else:
        net = nn.Sequential(*[m for m in dense(sizes) if not isinstance(m, nn.Dropout)])
        net.insert(len(net) - 1, nn.Dropout(0.5))
    net.train()
    x = torch.rand(batch, sizes[0]) - 0.5

    def predict():
        with torch.no_grad():
            total = torch.zeros(batch, sizes[-1])
            for _ in range(passes):
                total += torch.softmax(net(x), 1)
            return total / passes

    predict()

    def block():
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            predict()
            times.append((time.perf_counter() - start) * 1e3)
        return turns.percentiles(times)

    turns.serve(block)


if __name__ == "__main__":
    main()
