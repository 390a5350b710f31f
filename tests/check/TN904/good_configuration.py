# What nobody gives is its caller's business: sizes by their names, layers as operations; how the values flow is checked.
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, config, attention, act_layer, *, depth):
        super().__init__()
        self.attention = attention
        self.act = act_layer()
        self.fcs = nn.ModuleList([nn.Linear(config.hidden_size, config["hidden_size"]) for _ in range(depth)])
        self.drop = nn.Dropout(config.get("hidden_dropout_prob", 0.1))
        self.bn = nn.BatchNorm1d(config.model.width)

    def forward(self, x, mask):
        x = self.attention(x, mask)
        for fc in self.fcs:
            x = self.act(fc(x))
        x = F.relu(x.masked_fill(mask == 0, 0))
        return self.bn(self.drop(x))

# expect: TN203 warning 20:24
