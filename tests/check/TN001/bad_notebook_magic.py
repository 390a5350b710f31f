from torch import nn


%matplotlib inline


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)

# expect: TN001 error 4:1
