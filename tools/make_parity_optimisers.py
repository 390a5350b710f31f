"""Writes tests/parity/golden/optimisers.txt: weights after five steps of PyTorch 2.13's optimisers, and rates of its schedulers.

tests/unit/train/test_optimisers.c does the same again.
"""
import math
import os

import torch

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "parity", "golden", "optimisers.txt")
START = [0.5, -1.25, 2, 0.125, -0.75, 3]
CLASSES = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop,
           "adadelta": torch.optim.Adadelta}
CASES = [
    ("sgd", dict(lr=0.1)), ("sgd", dict(lr=0.1, momentum=0.9)), ("sgd", dict(lr=0.1, momentum=0.9, dampening=0.3)),
    ("sgd", dict(lr=0.1, momentum=0.9, nesterov=True)), ("sgd", dict(lr=0.1, momentum=0.9, weight_decay=0.01)),
    ("adam", {}), ("adam", dict(lr=0.05, weight_decay=0.1)), ("adamw", {}), ("adamw", dict(lr=0.05, weight_decay=0.1)),
    ("rmsprop", {}), ("rmsprop", dict(lr=0.05, momentum=0.9)), ("rmsprop", dict(centered=True)),
    ("rmsprop", dict(lr=0.05, alpha=0.9, centered=True, momentum=0.5, weight_decay=0.01)),
    ("adadelta", {}), ("adadelta", dict(lr=0.5, rho=0.8, weight_decay=0.01)),
]


def gradient(t, i):
    return (i - 2.5) * 0.3 + (t % 3 - 1) * 0.2 * (1 if i % 2 else -1)


def updates(name, settings):
    w = torch.tensor(START, requires_grad=True)
    optimiser = CLASSES[name]([w], foreach=False, **settings)
    for t in range(5):
        w.grad = torch.tensor([gradient(t, i) for i in range(6)])
        optimiser.step()
    written = " ".join(f"{k}={float(v)!r}" for k, v in settings.items())
    return f"{name} {written} = ".replace("  ", " ") + " ".join(f"{float(v):.9g}" for v in w.detach())


def schedule(name):
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5, momentum=0.9)
    if name == "one_cycle":
        scheduler = torch.optim.lr_scheduler.OneCycleLR(optimiser, 0.5, total_steps=40)
    else:
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, patience=2)
    rates = []
    for t in range(40):
        group = optimiser.param_groups[0]
        rates.append(repr(group["lr"]))
        if name == "one_cycle":
            rates.append(repr(group["momentum"]))
        optimiser.step()
        if name == "plateau":
            scheduler.step(1 + 0.5 * math.cos(t * 0.7) + (-0.1 * t if t < 10 else 0))
        elif t < 39:
            scheduler.step()
    return f"schedule {name} = " + " ".join(rates)


with open(OUT, "w") as f:
    f.write(f"# made by tools/make_parity_optimisers.py with PyTorch {torch.__version__}\n")
    for case in CASES:
        f.write(updates(*case) + "\n")
    for name in ("one_cycle", "plateau"):
        f.write(schedule(name) + "\n")
