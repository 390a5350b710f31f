from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.half = nn.Linear(8, 4)
        self.apply = nn.Dropout(0.5)
        self.parameters = nn.ParameterList()
        self.out = nn.Linear(4, 4)

    def forward(self, x):
        return self.out(self.apply(self.half(x)))

# expect: TN210 warning 7:9
# expect: TN210 warning 8:9
# expect: TN210 warning 9:9
