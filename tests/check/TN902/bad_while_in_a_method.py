# After "Add dropout shape as a hyperparameter" (https://github.com/automl/Auto-PyTorch/pull/213).
import settings
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.repeat(x))

    def repeat(self, x):
        while settings.more(x):
            x = torch.tanh(self.fc(x))
        return x

# expect: TN902 advice 18:15
