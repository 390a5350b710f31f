"""A fully connected net with one hidden layer and dropout after its activation.

SimpleFCN(10, 50, 2) takes samples of 10 features and gives 2 logits.
"""

from torch import nn


class SimpleFCN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size, dropout_rate=0.5):
        super().__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.Dropout(p=dropout_rate)
        self.fc2 = nn.Linear(hidden_size, output_size)

    def forward(self, x):
        x = self.relu1(self.fc1(x))
        x = self.dropout1(x)
        return self.fc2(x)
