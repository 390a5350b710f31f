import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.fc = nn.Linear(width, classes)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        x = F.dropuot(x, 0.1, self.training)
        return self.fc(self.droput(x) * scale)

# expect: TN105 error 12:13
# expect: TN105 error 13:24
# expect: TN105 error 13:41
# expect: TN209 warning 9:24
