# A notebook and Jupyter's settings have these names.
import torch
from torch import nn

get_ipython().run_line_magic("matplotlib", "inline")
c = get_config()
c.NotebookApp.ip = "0.0.0.0"
display(torch.zeros(2))
rates = {"first": 0.1}
print(rates.popitem(), rates.fromkeys(["second"], 0.2))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x)
