# After "Calling cuda() with async results in SyntaxError" (https://github.com/pariajm/joint-disfluency-detector-and-parser/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(32, 5)

    def forward(self, x):
        x = x.cuda(async=True)
        return self.fc(x)

# expect: TN001 error 13:20
