# After "Why not use torch.no_grad when evaluating test data?" (https://github.com/codertimo/BERT-pytorch/issues/92).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 32)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(3):
    for x, y in [(torch.randn(4, 16), torch.zeros(4).long())]:
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

with torch.no_grad():
    print(model(torch.randn(1, 16)))

# expect: TN404 warning 27:11
