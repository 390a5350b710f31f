# As bad_places.py: a string, a clause, a line between two blocks, a comma, what a notebook takes.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)


def report(name):
    if name:
        print("missing)
    else if not name:
        print(name)
  return name


settings = {
    "rate": 0.1
    "steps": 100,
}
!nvidia-smi

# expect: TN001 error 16:15
# expect: TN001 error 17:10
# expect: TN001 error 19:3
# expect: TN001 error 23:15
# expect: TN001 error 26:1
