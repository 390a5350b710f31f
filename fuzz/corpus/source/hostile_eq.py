import torch.nn as nn
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.f=nn.Linear(3,2)
        a=[1]
        b=[1]
        for i in range(60): a=[a,a]; b=[b,b]
        c=a==b; d={a:1} if 0 else {(1,):2}; t=(1,)
        for i in range(60): t=(t,t)
        e={t:1}; f=t in e; g=hash(t); p=str(a)
    def forward(self,x):
        return self.f(x)
