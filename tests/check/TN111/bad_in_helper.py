from torch import nn


def make(n, kind):
    if kind == "even":
        return nn.Linear(n, 4)
    raise ValueError(kind)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = make(8, "odd")

    def forward(self, x):
        return self.fc(x)

# model: Net()
# expect: TN111 error 7:5
