"""A fully connected net with alpha dropout, whose `alpha` is an extension of thinnet.

AlphaDropoutFCN(10, 50, 2, alpha=1.5). PyTorch's AlphaDropout takes no alpha (a TypeError there): it always drops to
the negative saturation of SELU, which is alpha=1.6732632423543772 here. alpha=1.0 is standard dropout. After ReLU
nothing self-normalises: alpha dropout belongs behind SELU with lecun_normal weights.
"""

from torch import nn


class AlphaDropoutFCN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size, alpha=1.0):
        super().__init__()
        self.fc1 = nn.Linear(input_size, hidden_size)
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.AlphaDropout(p=0.5, alpha=alpha)
        self.fc2 = nn.Linear(hidden_size, output_size)

    def forward(self, x):
        x = self.relu1(self.fc1(x))
        x = self.dropout1(x)
        return self.fc2(x)
