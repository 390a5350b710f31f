# After "Dropout not disabled for eval when using SDPA" (https://github.com/wenet-e2e/wenet/issues/2699).
# input: 8x32
import torch
import torch.nn.functional as F
from torch import nn


class MultiHeadedAttention(nn.Module):
    def __init__(self, n_head=4, n_feat=32, dropout_rate=0.1):
        super().__init__()
        self.h = n_head
        self.d_k = n_feat // n_head
        self.linear_q = nn.Linear(n_feat, n_feat)
        self.linear_k = nn.Linear(n_feat, n_feat)
        self.linear_v = nn.Linear(n_feat, n_feat)
        self.dropout_rate = dropout_rate

    def forward(self, query):
        n = query.size(0)
        q = self.linear_q(query).view(n, -1, self.h, self.d_k).transpose(1, 2)
        k = self.linear_k(query).view(n, -1, self.h, self.d_k).transpose(1, 2)
        v = self.linear_v(query).view(n, -1, self.h, self.d_k).transpose(1, 2)
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.dropout_rate, scale=1 / self.d_k**0.5)

# expect: TN403 warning 23:66
