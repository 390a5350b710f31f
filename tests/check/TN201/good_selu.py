from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.act = nn.SELU()
        self.drop = nn.AlphaDropout(0.1)

    def forward(self, x):
        return self.drop(self.act(self.fc1(x)))

# expect: TN205 advice 12:16
# expect: TN309 advice 12:26
