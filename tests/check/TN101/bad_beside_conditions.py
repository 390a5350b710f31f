# input: 3x32x32
import argparse

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--cuda", action="store_true")
args = parser.parse_args()
if args.cuda:
    torch.cuda.manual_seed(1)
    device = torch.device("cuda")
else:
    device = torch.device("cpu")
width = 64 if args.cuda else 32


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(8 * 16 * 16, 10)

    def forward(self, x):
        return self.fc(self.drop(torch.relu(self.conv(x)).flatten(1)))


if args.cuda:
    print("on the GPU")

# expect: TN101 error 23:29
