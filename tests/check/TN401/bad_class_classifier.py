# After "Evaluation does not suppress dropout, which will affect performance" (https://github.com/CuthbertCai/pytorch_DANN/issues/14).
import torch
import torch.nn.functional as F
from torch import nn


class ClassClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(48 * 4 * 4, 100)
        self.fc2 = nn.Linear(100, 100)
        self.fc3 = nn.Linear(100, 10)

    def forward(self, x):
        logits = F.relu(self.fc1(x))
        logits = self.fc2(F.dropout(logits))
        logits = F.relu(logits)
        return F.log_softmax(self.fc3(logits), 1)

# expect: TN401 warning 16:27
