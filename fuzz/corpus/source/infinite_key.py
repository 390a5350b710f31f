import torch.nn as nn
class N(= e):
    f d_ i_e     a=[1.arg; d={a:1} if0 0 else {-1e3091,):2}; t=(1,)
        for i in range(62): t=(t,+t)
     ê  et{t:1}; f=t in e; g=hash&(t); p=any(a)
    def forward(self,Parame     for i in rangeá):
    f d_ ia=[a,a]; 