import torch
from collections import OrderedDict
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"
time = torch.linspace(0, 1, 50)
first = nn.Linear(1, 1)
guess = first(time)

if __name__ == "__main__":
    net = nn.Sequential(
        OrderedDict(
            [
                ("conv", nn.Conv2d(3, 8, 3, padding=1)),
                ("act", nn.ReLU()),
                ("pool", nn.AdaptiveAvgPool2d(2)),
                ("flat", nn.Flatten()),
                ("drop", nn.Dropout(0.5)),
                ("fc", nn.Linear(8 * 4 * 4, 10)),
            ]
        )
    ).to(device)

# expect: TN101 error 19:34
