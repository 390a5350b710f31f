# Run by another program, which gives it its names.
width = helper.width


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, width)

    def forward(self, x):
        return self.fc1(x)
