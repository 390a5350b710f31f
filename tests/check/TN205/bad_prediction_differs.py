# After "Remove dropout in image classification in last layer, so prediction results are consistent." (https://github.com/googledatalab/pydatalab/pull/392).
# input: 2048
import torch
import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    def __init__(self, n_classes=5, dropout=0.5):
        super().__init__()
        self.hidden = nn.Linear(2048, 256)
        self.logits = nn.Linear(256, n_classes)
        self.dropout = dropout

    def forward(self, bottleneck):
        x = torch.relu(self.hidden(bottleneck))
        logits = self.logits(x)
        if self.training:
            logits = F.dropout(logits, self.dropout)
        return {"logits": logits, "class": logits.argmax(1)}

# expect: TN205 advice 19:22
