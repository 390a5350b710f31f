"""Writes tests/parity/golden/curve.safetensors: 60 training steps of a small net in PyTorch 2.13, for tests/unit/train/test_curve.c.

The net is Linear(10, 24), ReLU, Dropout(.5), Linear(24, 12), SELU, AlphaDropout(.2), Linear(12, 3); SGD .05 with momentum .9; batches of 16
of 100 samples. Losses, samples and settings are inside.
"""
import os

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "parity", "golden", "curve.safetensors")
SEED, STEPS = 12, 60


class Samples(torch.utils.data.Dataset):
    def __len__(self):
        return 100

    def __getitem__(self, i):
        return i, x[i], y[i]


torch.manual_seed(99)
x = torch.rand(100, 10) * 2 - 1
y = (x[:, :3].argmax(1)).long()
torch.manual_seed(SEED)
net = nn.Sequential(nn.Linear(10, 24), nn.ReLU(), nn.Dropout(0.5), nn.Linear(24, 12), nn.SELU(), nn.AlphaDropout(0.2),
                    nn.Linear(12, 3))
optimiser = torch.optim.SGD(net.parameters(), 0.05, momentum=0.9)
loader = torch.utils.data.DataLoader(Samples(), 16, shuffle=True)
losses, order = [], []
while len(losses) < STEPS:
    for index, xb, yb in loader:
        optimiser.zero_grad()
        loss = F.cross_entropy(net(xb), yb)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        order.append(index[0].item())
save_file({"x": x, "y": y, "losses": torch.tensor(losses[:STEPS], dtype=torch.float64), "first": torch.tensor(order[:STEPS])}, OUT,
          {"torch": torch.__version__, "made by": "tools/make_parity_curve.py", "seed": str(SEED)})
