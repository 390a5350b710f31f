# What tree-sitter takes, and Python does not: an attribute in the next line, a name behind a finished statement.
import os

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)


root = os.getcwd().strip("/"). # the folder
name = os.path.basename(root)
parts = len(name) root


def copy(x):
    return x.cuda(async=True)

# expect: TN001 error 16:44
# expect: TN001 error 18:19
# expect: TN001 error 22:19
