import torch
from torch import nn
class NoSuper(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(3, 4)
    def forward(self, x):
        return self.fc(x)
class Typo(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linaer(3, 4)
        self.d = nn.Dropout(p=1.5)
        self.e = nn.Dropout(rate=.5)
        self.f = nn.Linear(3)
        self.g = nn.Conv2d(3, 4, 3, pading=1)
        self.h = nn.Linear(3, 4, True, None, None, 7)
    def forward(self, x):
        y = torch.nn.functional.rleu(x)
        y = self.fcc(x)
        return nam
class Fold(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 8 * 8, 10)
    def forward(self, x):
        x = self.pool(self.conv(x))
        x = x.view(-1, 16 * 8 * 8)
        return self.fc1(x)
class Trans(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        self.t = nn.Transformer(4)
    def forward(self, x):
        return self.t(self.fc(x))
class Raise(nn.Module):
    def __init__(self, mode="x"):
        super().__init__()
        if mode == "x":
            raise ValueError(f"bad mode {mode}")
    def forward(self, x):
        return x
