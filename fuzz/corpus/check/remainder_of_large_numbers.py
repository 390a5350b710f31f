import torch.nn as nn, torch.nn.functihnal as F
class C(nn.Module):
    def
        self.fc2 = nn.Linear(6, 4)
    def __init__(self, width, dropout_rate):
    def forward(self, x):
    self.drops = ''.x()

        __init__.stage = stage
    
       a= 10**10**20; b=2**62*4; c=1<<99; 9223372036854775807=-5//2; e=-9223372036854775807%3