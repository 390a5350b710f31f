from torch import nn


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.dropout = nn.Dropout(0.25)
        self.fc = nn.Linear(width, 3)

    def forward(self, features):
        return self.fc(self.dropout(features))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 7)
        self.act = nn.SiLU()
        self.head = Head(7)

    def forward(self, x):
        return self.head(
            self.act(
                self.fc(x)
            )
        )
