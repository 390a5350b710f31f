from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        if x.ndim > 2:
        	x = x.flatten(1)
        return self.fc(x)


def first(rows):
	for row in rows:
		return row
