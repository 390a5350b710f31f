import torch
from torch import nn

encoder = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Dropout(0.5))
decoder = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.1))
for x in batches:
    out = decoder(encoder(x))
