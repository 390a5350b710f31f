from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = {"a": nn.Linear(8, 8), "b": nn.Linear(8, 4)}

    def forward(self, x):
        return self.layers["b"](self.layers["a"](x))

# model: Net()
# input: 8
# expect: TN112 warning 7:29
# expect: TN112 warning 7:51
