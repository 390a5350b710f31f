from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return nn.Dropout(0.5)(self.fc1(x))

# expect: TN402 warning 10:16
# expect: TN205 advice 10:16
