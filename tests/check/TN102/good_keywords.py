from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(in_features=8, out_features=4, bias=False)
        self.act = nn.SELU(inplace=True)
        self.drop = nn.AlphaDropout(p=0.1, inplace=False)

    def forward(self, x):
        return self.drop(self.act(self.fc1(x)))

# expect: TN205 advice 12:16
# expect: TN309 advice 12:26
