# A tab behind spaces goes on to the next eighth column: the loop has its block.
from torch import nn


def lengths(labels, files):
	found = []
	for label in labels:
	    	for name in files:
	            with open(name) as file:
	                text = file.read()
	            found.append((label, len(text)))
	return found


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)
