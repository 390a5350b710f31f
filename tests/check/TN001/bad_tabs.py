from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
	x = self.fc(x)
        return x

# expect: TN001 error 10:2
