from torch import nn

layers = []
for width in (8, 6, 4):
    layers.append(nn.Linear(width, width - 2))
    layers.append(nn.ReLU())
    layers.append(nn.Dropout(0.1))
model = nn.Sequential(*layers)
model.add_module("again", nn.Dropout(0.2))
model.add_module("out", nn.Linear(2, 2))

# expect: TN206 warning 9:27
