"""Nobody says what the class is given; the keyword is wrong for every argument."""
from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.fc = nn.Linear(width, classes)
        self.drop = nn.Dropout(prob=0.5)

    def forward(self, x):
        return self.fc(self.drop(x))

# expect: TN102 error 9:32
