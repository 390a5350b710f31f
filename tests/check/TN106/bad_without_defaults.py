from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        self.fc = nn.Linear(width, classes)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        return self.fc(self.dropout(x))

# expect: TN106 error 6:9
