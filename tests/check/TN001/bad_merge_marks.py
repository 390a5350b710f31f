from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
<<<<<<< HEAD
        self.fc = nn.Linear(8, 4)
=======
        self.fc = nn.Linear(8, 2)
>>>>>>> other

    def forward(self, x):
        return self.fc(x)

# expect: TN001 error 7:1
# expect: TN001 error 9:1
# expect: TN001 error 11:1
