import torch
from torch import nn


def block(n_in, n_out, p):
    return nn.Sequential(
        nn.Linear(n_in, n_out),
        nn.Dropout(p),
        nn.BatchNorm1d(n_out),
        nn.ReLU(),
    )


x = torch.randn(16, 8)
model = nn.Sequential(block(8, 6, 0.2), block(6, 6, 0.3), nn.Linear(6, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(5):
    optimizer.zero_grad()
    loss = model(x).pow(2).mean()
    loss.backward()
    optimizer.step()

# expect: TN203 warning 8:9
