# After "Dropout in last layer" (https://github.com/weihua916/powerful-gnns/issues/16).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, final_dropout=0.5):
        super().__init__()
        self.linears_prediction = nn.Linear(64, 2)
        self.final_dropout = final_dropout

    def forward(self, x):
        return F.dropout(self.linears_prediction(x), self.final_dropout, training=self.training)

# expect: TN205 advice 14:16
