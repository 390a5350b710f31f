from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        print("shape", x.shape)w
        return self.fc1(x)

# expect: TN001 error 10:32
