import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        return self.fc2(self.drop(F.relu(self.fc1(x))))


def train(model, optimizer, batches):
    for x, y in batches:
        loss = F.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def accuracy(net, x, y):
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean()


if __name__ == '__main__':
    net = Net()
    train(net, torch.optim.SGD(net.parameters(), 0.1), [])
    print(accuracy(net, torch.ones(1, 8), torch.zeros(1)))

# expect: TN404 warning 27:17
