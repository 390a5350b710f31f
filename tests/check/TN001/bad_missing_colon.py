from torch import nn


class Net(nn.Module):
    def __init__(self)
        super().__init__()
        self.fc = nn.Linear(8, 4)

# expect: TN001 error 5:23
