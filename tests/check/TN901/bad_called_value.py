from torch import nn
from ours import make


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = make(8, 4)

    def forward(self, x):
        return self.body.run(x)["logits"]

# expect: TN901 advice 2:18
