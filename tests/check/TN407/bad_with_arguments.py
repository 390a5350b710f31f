# After "Problem about overload of "train()" function of a subclass in nn.Module" (https://github.com/KindXiaoming/pykan/issues/108).
import torch
import torch.nn.functional as F
from torch import nn


class Splines(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(2, 16)
        self.outer = nn.Linear(16, 1)

    def forward(self, x):
        return self.outer(F.dropout(F.silu(self.inner(x)), 0.1, self.training))

    def train(self, dataset, opt="LBFGS", steps=100, lr=1.0):
        optimizer = torch.optim.Adam(self.parameters(), lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            F.mse_loss(self(dataset["x"]), dataset["y"]).backward()
            optimizer.step()
        return self

# expect: TN407 warning 16:9
