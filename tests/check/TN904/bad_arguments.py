from torch import nn


class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.fc1 = nn.Linear(config.width, 4)

    def forward(self, x):
        raise NotImplementedError

# expect: TN904 advice 4:7
