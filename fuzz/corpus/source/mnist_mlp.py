"""The fully connected MNIST net of Srivastava et al. (2014): 784-1024-1024-10, dropout .2 on the input and .5 inside."""

from torch import nn


class MnistMLP(nn.Module):
    def __init__(self, hidden_size=1024, input_dropout=0.2, hidden_dropout=0.5):
        super().__init__()
        self.input_dropout = nn.Dropout(input_dropout)
        self.fc1 = nn.Linear(28 * 28, hidden_size)
        self.dropout1 = nn.Dropout(hidden_dropout)
        self.fc2 = nn.Linear(hidden_size, hidden_size)
        self.dropout2 = nn.Dropout(hidden_dropout)
        self.fc3 = nn.Linear(hidden_size, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = x.view(x.size(0), -1)
        x = self.input_dropout(x)
        x = self.dropout1(self.relu(self.fc1(x)))
        x = self.dropout2(self.relu(self.fc2(x)))
        return self.fc3(x)
