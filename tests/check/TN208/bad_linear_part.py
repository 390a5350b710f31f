# After "Understand Dropout – Place it Before or After Activation Function in Dense Layer?" (https://www.tutorialexample.com/understand-dropout-place-it-before-or-after-activation-function-in-dense-layer/).
import torch
import torch.nn.functional as F
from torch import nn


class Dense(nn.Module):
    def __init__(self, inputs, units, rate=0.4, activation=torch.tanh):
        super().__init__()
        self.linear = nn.Linear(inputs, units)
        self.rate = rate
        self.activation = activation

    def forward(self, x):
        x = F.dropout(self.linear(x), p=self.rate, training=self.training)
        return self.activation(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = Dense(12, 30)
        self.out = nn.Linear(30, 2)

    def forward(self, x):
        return self.out(self.dense(x))

# expect: TN208 advice 15:13
