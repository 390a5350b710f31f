from torch.nn import (
    CELU,
    ELU,
    Dropout,
    Linear,
    Module,
)


class Net(Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.act = CELU() if False else ELU(); self.one = Linear(8, 5)
        self.drop = Dropout(p, inplace=False)
        self.two = Linear(in_features=5, out_features=3)

    def forward(self, x):
        hidden = self.act(input=self.one(x)); hidden = self.drop(hidden)
        return self.two(hidden)
