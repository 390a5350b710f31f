# After "nn was not defined" (https://github.com/udacity/deep-learning-v2-pytorch/pull/142).
import torch


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 256)
        self.dropout = nn.Dropout(p=0.2)

    def forward(self, x):
        return self.dropout(torch.sigmoid(self.hidden(x)))

# expect: TN105 error 8:23
