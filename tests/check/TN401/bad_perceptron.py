# After "dropout error" (https://github.com/delip/PyTorchNLPBook/issues/28).
import torch
import torch.nn.functional as F
from torch import nn


class MultilayerPerceptron(nn.Module):
    def __init__(self, input_dim=50, hidden_dim=20, output_dim=4):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x_in, apply_softmax=False):
        intermediate = F.relu(self.fc1(x_in))
        output = self.fc2(F.dropout(intermediate, p=0.5))
        if apply_softmax:
            output = F.softmax(output, dim=1)
        return output

# expect: TN401 warning 15:27
