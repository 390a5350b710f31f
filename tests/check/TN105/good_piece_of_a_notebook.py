# A cell: other cells import and make what it names.
import torch


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x)


model = Net().to(device)
optimizer = make_optimizer(model, rate)
scores = [model(batch) for batch in loader]
