from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4, baias=False)

    def forward(self, x):
        return self.fc1(x)

# expect: TN102 error 7:36
