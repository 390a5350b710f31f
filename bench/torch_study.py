"""torch_study.py FOLDER TRIALS: milliseconds a trial of SimpleFCN on the digits, as a PyTorch user would write a study of dropout."""
import os
import struct
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


class SimpleFCN(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.fc1 = nn.Linear(64, 50)
        self.dropout = nn.Dropout(rate)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        return self.fc2(self.dropout(torch.relu(self.fc1(x))))


def read_idx(path):
    with open(path, "rb") as f:
        raw = f.read()
    rank = raw[3]
    shape = struct.unpack(">" + "I" * rank, raw[4:4 + 4 * rank])
    return torch.frombuffer(bytearray(raw[4 + 4 * rank:]), dtype=torch.uint8).reshape(shape)


def accuracy(net, loader):
    net.eval()
    right = n = 0
    with torch.no_grad():
        for x, y in loader:
            right += (net(x).argmax(1) == y).sum().item()
            n += len(y)
    return right / n


def trial(data, rate, seed, epochs=30):
    torch.manual_seed(seed)
    held = len(data) // 5
    train, validation = random_split(data, [len(data) - held, held])
    loader, checked = DataLoader(train, batch_size=64, shuffle=True), DataLoader(validation, batch_size=256)
    net = SimpleFCN(rate)
    optimiser = torch.optim.SGD(net.parameters(), lr=0.1)
    scores = []
    for _ in range(epochs):
        net.train()
        for x, y in loader:
            optimiser.zero_grad()
            nn.functional.cross_entropy(net(x), y).backward()
            optimiser.step()
        scores.append(accuracy(net, checked))
    return scores[-1]


def main():
    folder, trials = sys.argv[1], int(sys.argv[2])
    torch.set_num_threads(1)
    files = sorted(os.listdir(folder))
    images = read_idx(os.path.join(folder, next(f for f in files if "images" in f)))[:1397].flatten(1).float() / 16
    labels = read_idx(os.path.join(folder, next(f for f in files if "labels" in f)))[:1397].long()
    data = TensorDataset((images - images.mean()) / images.std(), labels)
    trial(data, 0.5, 0, epochs=1)
    started = time.perf_counter()
    for i in range(trials):
        trial(data, (0.1, 0.3, 0.5, 0.7)[i % 4], i)
    print((time.perf_counter() - started) / trials * 1e3)


main()
