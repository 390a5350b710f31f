# After "Defining a train method will break the model.eval() call." (https://github.com/Zhenye-Na/DA-RNN/issues/21).
import torch
from torch import nn


class Forecaster(nn.Module):
    def __init__(self, features, hidden=64):
        super().__init__()
        self.encoder = nn.Linear(features, hidden)
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(hidden, 1)
        self.optimizer = torch.optim.Adam(self.parameters())

    def forward(self, x):
        return self.head(self.drop(torch.tanh(self.encoder(x))))

    def train(self):
        for x, y in self.batches():
            self.optimizer.zero_grad()
            nn.functional.mse_loss(self(x), y).backward()
            self.optimizer.step()

    def batches(self):
        yield torch.randn(8, 4), torch.randn(8, 1)

# expect: TN407 warning 17:9
