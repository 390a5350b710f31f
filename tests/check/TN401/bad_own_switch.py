# After "test accuracy is evaluated with dropout" (https://github.com/d2l-ai/d2l-en/issues/1093).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, num_inputs=784, num_hiddens=256, is_training=True):
        super().__init__()
        self.num_inputs = num_inputs
        self.is_training = is_training
        self.lin1 = nn.Linear(num_inputs, num_hiddens)
        self.lin2 = nn.Linear(num_hiddens, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        h = self.relu(self.lin1(x.reshape((-1, self.num_inputs))))
        return self.lin2(F.dropout(h, 0.2, self.is_training))

# expect: TN401 warning 18:26
