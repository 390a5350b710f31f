import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 6)
        self.fc3 = nn.Linear(6, 4)

    def forward(self, x):
        x = F.dropout(self.fc1(x), 0.2)  # thinnet: ignored by the optimiser
        x = F.dropout(
            self.fc2(x),
            0.2,  # thinnet: ignore
        )
        return self.fc3(x)
# expect: TN401 warning 13:13
# expect: TN401 warning 14:13
