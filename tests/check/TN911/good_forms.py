import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 6)
        self.fc3 = nn.Linear(6, 6)
        self.fc4 = nn.Linear(6, 4)

    def forward(self, x):
        x = F.dropout(
            self.fc1(x),
            0.2,  # thinnet: ignore[TN401]
        )
        x = F.dropout(  #thinnet:ignore[tn4]
            self.fc2(x),
            0.2,
        )
        x = F.dropout(
            self.fc3(x),
            0.2,
        )  # noqa  # thinnet:  ignore [TN401, TN3] since the paper does so
        return self.fc4(x)
