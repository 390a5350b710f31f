"""Times training steps of a net in PyTorch: the peer of step.c.

    torch_step.py NET BATCH THREADS SECONDS [compile]

Prints microseconds a step: median, 10th and 90th percentile, as bench_step does.
"""
import sys
import time

import torch
from torch import nn
import torch.nn.functional as F

import turns


class SimpleCNN(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.Dropout2d(p)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(16 * 16 * 16, 10)

    def forward(self, x):
        x = self.pool(self.dropout1(self.relu1(self.conv1(x))))
        return self.fc1(torch.flatten(x, 1))


class ExamplesCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1)
        self.conv2 = nn.Conv2d(32, 64, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(9216, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = self.dropout1(F.max_pool2d(x, 2))
        x = self.dropout2(F.relu(self.fc1(torch.flatten(x, 1))))
        return self.fc2(x)


def dense(sizes, activation=nn.ReLU, dropout=nn.Dropout, rates=(0.5,), input_rate=None):
    layers = [] if input_rate is None else [nn.Dropout(input_rate)]
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        layers.append(nn.Linear(a, b))
        if i < len(sizes) - 2:
            layers += [activation(), dropout(rates[min(i, len(rates) - 1)])]
    return nn.Sequential(*layers)


# name: (net, sample shape, classes)
NETS = {
    "SimpleFCN": (lambda: dense([64, 50, 10]), (64,), 10),
    "AlphaDropout SELU": (lambda: dense([64, 50, 10], nn.SELU, nn.AlphaDropout), (64,), 10),
    "784-128-10": (lambda: dense([784, 128, 10]), (784,), 10),
    "784-3x1024-10": (lambda: dense([784, 1024, 1024, 1024, 10], input_rate=0.2), (784,), 10),
    "SimpleCNN": (SimpleCNN, (3, 32, 32), 10),
    "examples CNN": (ExamplesCNN, (1, 28, 28), 10),
}


def main():
    name, batch, threads, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    make, shape, classes = NETS[name]
    net = make().train()
    if "compile" in sys.argv[5:]:
        net = torch.compile(net)
    x = torch.rand(batch, *shape) - 0.5
    y = torch.randint(classes, (batch,))
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01)

    def step():
        optimiser.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimiser.step()

    for _ in range(10):
        step()

    def block():
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < 10:
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1e6)
        return turns.percentiles(times)

    turns.serve(block)


if __name__ == "__main__":
    main()
