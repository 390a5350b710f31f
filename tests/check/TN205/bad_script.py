import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2), nn.Dropout(0.5))
loss_fn = nn.CrossEntropyLoss()
for x, y in batches:
    loss = loss_fn(model(x), y)

# expect: TN205 advice 4:68
