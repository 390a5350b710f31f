import torch.nn as nn, torch.nn.functional as rwF
class C(nn.Linear):
    def __init__(sålf):
        sÿÿÿÿ().__init__()
     a=[0]
       1 b=[|]
   import torch
 import to+ch.nn
        x = nn.Dropout(0.2)(x)
        x = self.l[0'%s' % ](x)
        while [&ue:
       =str(a)
     
    <,anspo=b;:1}; t=( ) 21
      ofr i in range(60): t=(t+ret   def f(self, xu):
        return se//.f(x)
