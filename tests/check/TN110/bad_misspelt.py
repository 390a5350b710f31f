# After "NotImplementedError Description" (https://github.com/pytorch/pytorch/issues/74303).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 8)
        self.drop = nn.Dropout(0.1)
        self.fc2 = nn.Linear(8, 1)

    def foward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


model = Net()
print(model(torch.zeros(4, 2)))

# expect: TN110 error 7:7
