# After "参数初始化问题" (https://github.com/GuidoPaul/CAIL2019/issues/6).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(0.1)
        self.classifier = nn.Linear(32, 2)
        self.init_weights()

    def init_weights(self, module):
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.02)

    def forward(self, x):
        return self.classifier(self.dropout(x))

# expect: TN103 error 12:9
