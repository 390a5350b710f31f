from torch import nn


def sizes(net):
    for one in net.parameters():
    print(one.shape)
        if one.dim() > 1:
            yield one.numel()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x

# expect: TN001 error 6:5
# expect: TN001 error 17:24
