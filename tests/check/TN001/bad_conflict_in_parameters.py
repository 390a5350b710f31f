# Only the marks are said: both sides fit together nowhere, and what the parameters are is not known.
from torch import nn


class Net(nn.Module):
    def __init__(self, sizes=(8, 4), block="",
<<<<<<< HEAD
                 **settings):
=======
                 rate=0.1, **settings):
>>>>>>> other
        super().__init__()
        self.blocks = None if block == "" else block.split("_")
        self.fc = nn.Linear(*sizes)

    def forward(self, x):
        return self.fc(x)

# expect: TN001 error 7:1
# expect: TN001 error 9:1
# expect: TN001 error 11:1
