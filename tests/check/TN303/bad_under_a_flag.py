from torch import nn


class Head(nn.Module):
    def __init__(self, drops):
        super().__init__()
        self.drops = drops
        self.drop = nn.Dropout(1)
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc(x)
        if self.drops:
            x = self.drop(x)
            # expect: TN303 warning 14:17
        return x
