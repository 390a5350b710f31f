from torch import nn
from torch.nn.functional import alpha_dropout, selu


class Net(nn.Module):
    def __init__(self, rate=0.05):
        super().__init__()
        self.rate = rate
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 4)
        for fc in (self.fc1, self.fc2):
            nn.init.kaiming_normal_(fc.weight, nonlinearity="linear")

    def forward(self, x):
        x = selu(self.fc1(x))
        if self.rate > 0:
            x = alpha_dropout(x, self.rate)
        return self.fc2(x)

# expect: TN408 warning 17:17
