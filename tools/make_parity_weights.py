"""Writes tests/parity/golden/small_fcn.safetensors: a small net's weights as PyTorch saves them, with inputs and logits.

Run with PyTorch 2.13 (CPU) and safetensors. The net is Linear(4, 6), ReLU, Dropout, BatchNorm1d(6), Linear(6, 3); its weights carry the
names fc1, norm and fc2. `x` [5][4] and `logits` [5][3] lie in a second file, small_fcn_io.safetensors.
"""
import os

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "parity", "golden")


class SmallFCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 6)
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.Dropout(0.5)
        self.norm = nn.BatchNorm1d(6)
        self.fc2 = nn.Linear(6, 3)

    def forward(self, x):
        return self.fc2(self.norm(self.dropout1(self.relu1(self.fc1(x)))))


torch.manual_seed(7)
net = SmallFCN()
net.train()
net(torch.randn(32, 4))  # moves the running statistics away from 0 and 1
net.eval()
x = torch.randn(5, 4)
with torch.no_grad():
    logits = net(x)
os.makedirs(FOLDER, exist_ok=True)
note = {"torch": torch.__version__, "made by": "tools/make_parity_weights.py", "seed": "7"}
save_file(net.state_dict(), os.path.join(FOLDER, "small_fcn.safetensors"), note)
save_file({"x": x, "logits": logits}, os.path.join(FOLDER, "small_fcn_io.safetensors"), note)
