from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        raise NotImplementedError("later")

# model: Net()
# input: 8
# expect: TN111 error 10:9
