# After "TabError: inconsistent use of tabs and spaces in indentation" (https://github.com/eeric/channel_prune/issues/5).
import torch
import torch.nn.functional as F
from torch import nn


def cut(model, keep):
    modules = []
    for one in model.children():
        if keep(one):
            modules.append(one)
	model = nn.Sequential(*modules)
    return model

# expect: TN001 error 12:2
