import torch.nn as nn
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.f=nn.Linear(3,2)
        self.me=self; self.seq=nn.Sequential(self.f,self.f); self.seq.append(self.seq)
        for m in self.modules(): print(m)
    def forward(self,x):
        return self.f(x)
