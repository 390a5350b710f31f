import torch.nn as nn
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.f=nn.Linear(3,2)
        pass
    def forward(self,x):
        return self.f(x)
