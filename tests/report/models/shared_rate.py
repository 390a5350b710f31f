"""Three dropouts, two of them with one rate."""

from torch import nn


class Net(nn.Module):
    def __init__(self, input_dropout=0.2, hidden_dropout=0.5):
        super().__init__()
        self.input_dropout = nn.Dropout(input_dropout)
        self.fc1 = nn.Linear(8, 12)
        self.dropout1 = nn.Dropout(hidden_dropout)
        self.fc2 = nn.Linear(12, 12)
        self.dropout2 = nn.Dropout(hidden_dropout)
        self.fc3 = nn.Linear(12, 3)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = x.view(x.size(0), -1)
        x = self.input_dropout(x)
        x = self.dropout1(self.relu(self.fc1(x)))
        x = self.dropout2(self.relu(self.fc2(x)))
        return self.fc3(x)
