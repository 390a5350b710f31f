import torch
from torch import nn

from nets import Classifier

features = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Dropout(0.5))
model = Classifier(features, n_classes=2)
