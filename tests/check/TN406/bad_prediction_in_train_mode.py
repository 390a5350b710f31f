# After "Prediction in train mode?" (https://github.com/zorzi-s/PolyWorldPretrainedNetwork/issues/3).
# input: 3x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.drop = nn.Dropout2d(0.2)
        self.out = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        return self.out(self.drop(F.relu(self.norm(self.conv(x)))))


def predict(images):
    model = Net()
    model = model.train()
    results = []
    with torch.no_grad():
        for image in images:
            results.append(model(image))
    return results

# expect: TN406 warning 22:13
