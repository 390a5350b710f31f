from torch import nn


class Net(nn.Module):
    def __init__(self, hidden_size, dropout_rate):
        super().__init__()
        self.fc1 = nn.Linear(8, hidden_size)
        self.drop = nn.Dropout(dropout_rate)
        self.fc2 = nn.Linear(hidden_size, 4)

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x)))  # thinnet: ignore[TN3]
