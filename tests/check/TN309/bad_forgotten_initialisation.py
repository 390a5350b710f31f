# After "added SELU doc note on initialization" (https://github.com/keras-team/keras/pull/8776).
# input: 1x28x28
import torch
import torch.nn.functional as F
from torch import nn


# initialize the weights with 'lecun_normal'
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense1 = nn.Linear(784, 300)
        self.dense2 = nn.Linear(300, 10)

    def forward(self, x):
        return F.log_softmax(self.dense2(F.selu(self.dense1(x.flatten(1)))), dim=1)

# expect: TN309 advice 16:42
