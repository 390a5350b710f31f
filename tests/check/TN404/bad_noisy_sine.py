# After "Dropout noise in regression" (https://github.com/pytorch/pytorch/issues/1207).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1))

    def forward(self, x):
        return self.net(x)


net = Net()
optimizer = torch.optim.Adam(net.parameters())
x = torch.linspace(-3, 3, 200).unsqueeze(1)
for step in range(500):
    loss = F.mse_loss(net(x), torch.sin(x))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def predict(points):
    return net(points).detach().numpy()

# expect: TN404 warning 27:12
