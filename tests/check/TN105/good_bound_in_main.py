# The script's own block binds what the class reads.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(width, n_class)

    def forward(self, x):
        return self.fc1(x)


if __name__ == "__main__":
    width, n_class = 8, 4
    print(Net())
